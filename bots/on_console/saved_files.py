"""Pictures and documents at a terminal, which can show neither: they become files in a folder of the player's own."""

import os
from pathlib import Path

from bots.pictures.share_card import render
from bots.screens.kit.screen import Screen

_SAME_NAME = 1_000  # files of one name that are kept apart by a number


def save(folder: Path, screen: Screen) -> list[Path]:
    """Write what a screen carries; the files. They are their owner's alone, and none is ever overwritten.

    Raises OSError where the folder cannot be written to.
    """
    files = []
    if screen.picture is not None:
        files.append(_write(folder, "dumbdegen-card.jpg", render(screen.picture)))
    if screen.document is not None:
        files.append(_write(folder, screen.document.name, screen.document.text.encode()))
    return files


def _write(folder: Path, name: str, content: bytes) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = Path(name)
    for number in range(1, _SAME_NAME):
        file = folder / (name if number == 1 else f"{path.stem}-{number}{path.suffix}")
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)
        return file
    raise FileExistsError(f"{folder} is full of {name}")
