"""A thing under test: found, loaded, and bound as operations on spec values; a process as a backend."""
