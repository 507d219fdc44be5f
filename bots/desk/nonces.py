"""Nonces make it safe to press a button twice that spends points: its sentence ends with the id of its request.

A nonce is a digest of what the screen answers and what the button says, so the same screen made again carries the same
nonces, and no randomness is needed.
"""

from dataclasses import replace
from hashlib import blake2s

from bots.screens.kit.screen import Button, Screen

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
_LENGTH = 8  # 36^8: two of one player's within a day meet once in 10^9 at a thousand presses


def stamped(screen: Screen, seed: str) -> Screen:
    """The screen with a nonce on every button that spends points."""
    rows = tuple(tuple(_stamp(button, seed) for button in row) for row in screen.buttons)
    return replace(screen, buttons=rows)


def _stamp(button: Button, seed: str) -> Button:
    return replace(button, sentence=f"{button.sentence} #{nonce(seed, button.sentence)}") if button.once else button


def nonce(seed: str, sentence: str) -> str:
    """Eight characters that belong to this sentence on this screen."""
    number = int.from_bytes(blake2s(f"{seed}\n{sentence}".encode(), digest_size=8).digest(), "big")
    digits = []
    for _ in range(_LENGTH):
        number, digit = divmod(number, len(_ALPHABET))
        digits.append(_ALPHABET[digit])
    return "".join(digits)
