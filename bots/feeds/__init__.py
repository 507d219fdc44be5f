"""Price sources: what turns their bytes into quotes."""
