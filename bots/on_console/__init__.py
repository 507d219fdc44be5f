"""The terminal: a person who types, alone or with companions."""
