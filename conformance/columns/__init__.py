"""Laws evaluated on many inputs at once: values of equal shape as NumPy arrays, one row an input."""
