"""Backends in processes of their own: what one of them does ends neither the run nor the checks of another."""
