"""Forms as Discord shows them: a modal with a line for each place, and what came back in it."""

from typing import Any

import discord
from discord import ui

from bots.languages.texts import Wording
from bots.on_discord.escape import cut
from bots.on_discord.limits import DiscordLimits
from bots.screens.kit.forms import form_of

_LIMITS = DiscordLimits()
_LONGEST = 40  # characters of one place


def modal_of(say: Wording, custom_id: str, words: str) -> ui.Modal:
    """The form that these words name; what is sent in comes back under the same id."""
    form = form_of(words)
    modal = ui.Modal(title=cut(say(form.title), _LIMITS.title), custom_id=custom_id)
    for place in form.places:
        line: ui.TextInput[Any] = ui.TextInput(
            custom_id=place.key,
            placeholder=cut(say(place.hint), _LIMITS.input_placeholder),
            required=place.needed,
            max_length=_LONGEST,
            style=discord.TextStyle.short,
        )
        modal.add_item(ui.Label(text=cut(say(place.label), _LIMITS.label), component=line))
    modal.stop()  # or the library would keep it until it is sent in, and most never are
    return modal


def sent_in(data: dict[str, Any]) -> dict[str, str]:
    """What was filled in, by the keys of the places."""
    lines = [part["component"] for part in data["components"] if "component" in part]
    return {line["custom_id"]: line.get("value") or "" for line in lines}
