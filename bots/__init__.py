"""Everything that can call the game, one file per caller, and what they share; imports storage and core."""
