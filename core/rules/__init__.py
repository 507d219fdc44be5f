"""The rules of the game: pure formulas and tables of states."""
