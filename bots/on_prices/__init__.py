"""The market: where marks come from."""
