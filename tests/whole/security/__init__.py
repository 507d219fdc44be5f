"""What must not be possible: the tests that docs/security.md names, where they belong to no other topic."""
