"""What a message carries besides its text: documents, and pictures, which are drawn while nobody waits for them."""

import asyncio
from dataclasses import replace
from io import BytesIO

import discord

from bots.pictures.share_card import render
from bots.screens.kit.attachments import Picture
from bots.screens.kit.screen import Screen

PICTURE = "card.jpg"

_AT_ONCE = 2  # pictures drawn beside each other: more would not be sooner on a small machine


class Drawing:
    """Draws pictures, a few at a time, in other threads."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def draw(self, picture: Picture, handle: str) -> discord.File:
        """A picture as a file; `handle` is how people find the bot."""
        async with self._places:
            data = await asyncio.to_thread(render, replace(picture, handle=handle))
        return discord.File(BytesIO(data), PICTURE, description=picture.alt)


def documents(screens: tuple[Screen, ...]) -> list[discord.File]:
    """The documents that these screens hand over."""
    found = [screen.document for screen in screens if screen.document is not None]
    return [discord.File(BytesIO(each.text.encode()), each.name) for each in found]
