"""Units of rates and of time, each defined once. Amounts and prices have theirs in `core/money.py`."""

BPS = 10_000  # basis points in one
PPM = 1_000_000  # parts per million in one
PPB = 1_000_000_000  # parts per billion in one

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
