"""The rules of the game: pure, synchronous, integers only; imports the standard library and itself."""
