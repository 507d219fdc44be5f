"""What can be asked of the engine, and what it answers."""
