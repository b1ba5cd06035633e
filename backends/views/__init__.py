"""The operations on views, contracts and graphs: one module for each library."""
