"""Results to formats for people and machines. Everything here reads `conformance.records` alone."""
