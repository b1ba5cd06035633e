"""The matrix of laws and subjects: sessions, workers, agreement, known failures, the harness tried on itself."""
