"""Orders and positions one unit beside their edges: what `make mutants` found no other test for."""
