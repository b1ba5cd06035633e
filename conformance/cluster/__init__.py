"""A run's laws on the workers of a Dask cluster."""
