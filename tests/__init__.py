"""The rules, the whole and the house, checked."""
