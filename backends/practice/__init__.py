"""The operations of training code around a loss: one module for each library."""
