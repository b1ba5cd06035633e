"""Built-in backends: the masking operations in plain Python, NumPy and PyTorch, one module each."""
