"""The one answer to an interaction: at once where it is ready, acknowledged in time where it is not.

                        ready within 1.5 s           later                       too late: the token is dead
    command, form       a message                    "thinking", then filled     a direct message, through the post
    press, in place     its message edited           nothing yet, then edited
    press, besides      a message                    nothing yet, then another

Interactions and what follows them do not count towards the limit over all routes, so they do not queue behind alerts.
"""

import asyncio
import logging
from collections.abc import Awaitable
from typing import TypeVar

import aiohttp
import discord
from discord import InteractionType, ui

T = TypeVar("T")

# Discord's codes
_ACKNOWLEDGED = 40060
_TOO_LATE = {10062, 10015, 50027}  # interaction, webhook, token

_LOST = (discord.HTTPException, aiohttp.ClientError, TimeoutError)

_log = logging.getLogger(__name__)


class TooLateError(Exception):
    """Nothing reaches the person by this interaction any more."""


class AnsweredError(Exception):
    """It was answered before: by the process that we follow, or when it came the first time."""


class Answer:
    """How an interaction is answered. `hidden`: others could see the answer, and must not."""

    def __init__(self, interaction: discord.Interaction, hidden: bool) -> None:
        self._interaction = interaction
        self._hidden = hidden
        self._deferred = False

    @property
    def _pressed(self) -> bool:
        """Whether there is a message that the answer may take the place of."""
        return self._interaction.type is not InteractionType.application_command and (
            self._interaction.message is not None
        )

    async def in_time(self, work: Awaitable[T], wait_s: float) -> T:
        """The result of some work; what takes longer than this is acknowledged meanwhile."""
        acknowledging: list[asyncio.Task[None]] = []

        def late() -> None:
            acknowledging.append(asyncio.ensure_future(self.acknowledge()))

        timer = asyncio.get_running_loop().call_later(wait_s, late)
        try:
            result = await work
        finally:
            timer.cancel()
        for each in acknowledging:
            await each
        return result

    async def acknowledge(self) -> None:
        """Say that an answer comes, or with a press nothing at all."""
        response = self._interaction.response
        try:
            if self._pressed:
                await response.defer()
            else:
                await response.defer(ephemeral=self._hidden, thinking=True)
        except _LOST as error:
            _log.info("an interaction could not be acknowledged: %s", type(error).__name__)
            return
        self._deferred = True

    async def show(self, view: ui.LayoutView, files: list[discord.File], in_place: bool, hidden: bool) -> int:
        """Show it, in place of what was pressed or besides; the message's id. Raises TooLateError, AnsweredError."""
        interaction = self._interaction
        try:
            if not self._deferred:
                if in_place:
                    response = await interaction.response.edit_message(view=view, attachments=files)
                else:
                    response = await interaction.response.send_message(view=view, files=files, ephemeral=hidden)
                assert response is not None and response.message_id is not None
                return response.message_id
            if in_place or not self._pressed:
                return (await interaction.edit_original_response(view=view, attachments=files)).id
            return (await interaction.followup.send(view=view, files=files, ephemeral=hidden, wait=True)).id
        except discord.HTTPException as error:
            if error.code == _ACKNOWLEDGED:
                raise AnsweredError from error
            if error.code in _TOO_LATE or error.status >= 500:
                raise TooLateError from error
            raise
        except (aiohttp.ClientError, TimeoutError) as error:
            raise TooLateError from error

    async def add(self, message_id: int, view: ui.LayoutView, file: discord.File) -> None:
        """Show a message again, with a file that was not ready before."""
        try:
            await self._interaction.followup.edit_message(message_id, view=view, attachments=[file])
        except _LOST as error:
            _log.info("a picture was lost: %s", type(error).__name__)

    async def say_nothing(self) -> None:
        """Answer nothing; a press is acknowledged, or the person would be told that it failed."""
        if self._pressed and not self._deferred:
            await self.acknowledge()
        await self.finish(None)

    async def finish(self, view: ui.LayoutView | None) -> None:
        """End what was acknowledged: with this, or (None) without a word, because the answer stands elsewhere."""
        if not self._deferred:
            return
        interaction = self._interaction
        try:
            if self._pressed and view is not None:
                await interaction.followup.send(view=view, ephemeral=self._hidden)
            elif not self._pressed and view is not None:
                await interaction.edit_original_response(view=view)
            elif not self._pressed:
                await interaction.delete_original_response()
        except _LOST as error:
            _log.info("an answer was lost: %s", type(error).__name__)

    async def besides(self, view: ui.LayoutView) -> None:
        """Show something more, only to the person."""
        try:
            await self._interaction.followup.send(view=view, ephemeral=self._hidden)
        except _LOST as error:
            _log.info("what stood besides an answer was lost: %s", type(error).__name__)
