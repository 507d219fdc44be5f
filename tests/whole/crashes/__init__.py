"""The process dies, and is started again on the same file."""
