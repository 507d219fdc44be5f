"""What many tests stand in: games, platforms with the game on them, quotes."""
