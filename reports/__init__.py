"""Results to formats for people and machines. Everything here reads `conformance.results` alone."""
