"""What a mark does, in which order, and what its absence does."""
