"""Accounts, limits and links one unit beside their edges: what `make mutants` found no other test for."""
