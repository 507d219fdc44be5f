"""The port to storage in plain Python: the reference that SqliteBook is compared with."""
