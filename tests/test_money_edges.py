"""The money code one unit beside its edges: what `make mutants` found no other test for."""


def test_nothing_yet():
    pass
