"""What tries to break the game on purpose: the oracle, the parser, payloads, feeds and hostile texts, at any length."""
