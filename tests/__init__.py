"""The rules, the whole and the house, checked."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
TAPE = ROOT.parent / "shared" / "data" / "btc_usd_1m_2022-01-01_15.csv.gz"  # a real tape, beside the checkout
