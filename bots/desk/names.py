"""Names of people are hostile input: they are cleaned once, when they first arrive.

What remains is one short line of visible characters; each platform still escapes it in its own markup.
"""

import unicodedata

MAX_NAME = 32
_NAMELESS = "somebody"
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # controls, bidi and zero-width marks, surrogates, unassigned
_BLANKS = dict.fromkeys(map(ord, "\u115f\u1160\u2800\u3164\uffa0"), " ")  # letters and symbols that nobody sees
_MAX_MARKS = 2  # combining marks on one letter; more would climb over other lines


def clean_name(name: str) -> str:
    """A name without invisible characters and towers of marks, blanks joined, at most 32 characters."""
    letters: list[str] = []
    marks = 0
    for letter in unicodedata.normalize("NFC", name[: 8 * MAX_NAME]).translate(_BLANKS):
        category = unicodedata.category(letter)
        marks = marks + 1 if category.startswith("M") else 0
        bare = marks and (not letters or letters[-1].isspace())  # a mark on nothing
        if category not in _INVISIBLE and marks <= _MAX_MARKS and not bare:
            letters.append(letter)
    return " ".join("".join(letters).split())[:MAX_NAME].strip() or _NAMELESS
