"""One law on one subject, to a result."""
