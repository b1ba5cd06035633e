"""What the terminal shows: progress, the matrix of laws and backends, failures, agreement, runs over time."""
