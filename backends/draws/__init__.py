"""The operations of training code that draw by a seed: one module for each library."""
