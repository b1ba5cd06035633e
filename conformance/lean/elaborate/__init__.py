"""Surface syntax to typed trees: `declarations` is the door, `environment` what it may name."""
