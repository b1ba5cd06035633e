"""What a run found, as records: to and from JSON, in their order, held against each other, and told in plain text."""
