"""What the library is handed as an answer of the Bot API, and what is none."""

import pytest
from telegram.error import NetworkError, TelegramError, TimedOut

from bots.on_telegram.bot_api import _checked


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (200, b"<html>log in</html>", TimedOut),
        (200, b"", TimedOut),
        (504, b"<html>", TimedOut),
        (302, b"", NetworkError),
        (403, b"<html>blocked</html>", NetworkError),
        (404, b"<html>", NetworkError),
        (500, b"[]", NetworkError),
        (413, b"<html>too large</html>", TelegramError),
    ],
)
def test_a_page_of_somebody_else_is_no_answer(status, body, error):
    """It ended the program, or an alert counted as told."""
    with pytest.raises(TelegramError) as found:
        _checked(status, body)
    assert type(found.value) is error
    assert _checked(status, b' {"ok":false}') == b' {"ok":false}'
