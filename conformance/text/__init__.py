"""Text and numbers as they are written for people; knows nothing of ours."""
