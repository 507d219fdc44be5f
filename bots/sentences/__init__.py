"""How a sentence is read."""
