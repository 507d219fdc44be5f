"""Bets and rounds one unit beside their edges: what `make mutants` found no other test for."""
