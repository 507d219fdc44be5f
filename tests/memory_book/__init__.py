"""The port to storage in plain Python: the reference that a store is compared with."""
