"""Canonical sentences written from values: what a button says. `menu.read` gives the values back.

A button carries its whole sentence, so each must fit the tightest platform; what would not (stops, a limit price) is
said in words or stored as a draft to confirm.
"""

from bots import tokens
from core.markets import Side
from core.money import POINT_DECIMALS, plain

MAX_BUTTON_BYTES = 64  # of Telegram's callback data; Discord takes 100


def open_sentence(side: Side, market: str, micro: int, leverage: int, nonce: str | None = None) -> str:
    """`long btc 25 1001x #k3f9`."""
    return _sentence(side, market.lower(), _points(micro), f"{leverage}x", nonce=nonce)


def predict_sentence(
    side: Side, micro: int, minutes: int | None = None, market: str | None = None, nonce: str | None = None
) -> str:
    """`up 25 5m btc #k3f9`; without a window and a market, a bet in the chat's round."""
    window = f"{minutes}m" if minutes is not None else None
    return _sentence(side, _points(micro), window, market.lower() if market else None, nonce=nonce)


def close_sentence(number: int | None, ppm: int = tokens.PPM, nonce: str | None = None) -> str:
    """`close 3 50% #k3f9`; without a number, all."""
    share = f"{plain(ppm, tokens.PERCENT_DECIMALS)}%" if ppm != tokens.PPM else None
    return _sentence("close", _number(number), share, nonce=nonce)


def cancel_sentence(number: int | None, nonce: str | None = None) -> str:
    """`cancel 3 #k3f9`; without a number, all."""
    return _sentence("cancel", _number(number), nonce=nonce)


def confirm_sentence(number: int, nonce: str | None = None) -> str:
    """`confirm 7 #k3f9`."""
    return _sentence("confirm", _number(number), nonce=nonce)


def whatif_sentence(side: Side, market: str, micro: int) -> str:
    """`whatif short eth 50`."""
    return _sentence("whatif", side, market.lower(), _points(micro))


def round_sentence(minutes: int, market: str, every_minutes: int | None = None, sealed: bool = False) -> str:
    """`round 5m btc every 60m sealed`."""
    every = f"every {every_minutes}m" if every_minutes is not None else None
    return _sentence("round", f"{minutes}m", market.lower(), every, "sealed" if sealed else None)


def _points(micro: int) -> str:
    return plain(micro, POINT_DECIMALS)


def _number(number: int | None) -> str:
    return "all" if number is None else str(number)


def _sentence(*words: str | None, nonce: str | None = None) -> str:
    return " ".join(word for word in (*words, f"#{nonce}" if nonce else None) if word)
