"""People of the tests: they say slash commands, press, choose, type and fill in forms, as Discord's client lets them.

What the client would not let them do raises `Impossible`. Each act returns an `Answer`: what the person sees of it.
"""

from dataclasses import dataclass, field
from typing import Any

from tests.servers.discord import components as parts
from tests.servers.discord.commands import Choice, Impossible, filled, offered, owners
from tests.servers.discord.state import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL_SUBMIT, Discord, Interaction
from tests.servers.discord.world import Channel, Message, Role, User, bits

_KINDS = {4: "message", 5: "thinking", 6: "nothing", 7: "update", 8: "choices", 9: "modal"}
_GRACE_S = 0.25


@dataclass(eq=False)
class Answer:
    """What came of an act. It is live: a message that is edited later reads anew."""

    interaction: Interaction

    @property
    def kind(self) -> str:
        """message, thinking (still), nothing (acknowledged), update, choices, modal; failed: no answer in time."""
        interaction = self.interaction
        kind = _KINDS.get(interaction.answered_with, "failed")
        if (kind == "thinking" and not interaction.original.loading) or (kind == "nothing" and interaction.followups):
            return "message"
        edited = kind == "nothing" and interaction.source.edits > interaction.source_edits
        return "update" if edited else kind

    @property
    def failed(self) -> bool:
        """`The application did not respond`."""
        return self.kind == "failed"

    @property
    def message(self) -> Message | None:
        """The newest message the bot wrote to this act; else the one whose button was pressed."""
        written = self.interaction.followups
        return written[-1] if written else self.interaction.original

    @property
    def messages(self) -> list[Message]:
        """All it wrote, the answer first."""
        first = [] if self.interaction.original is None else [self.interaction.original]
        return first + [each for each in self.interaction.followups if each not in first]

    @property
    def text(self) -> str:
        return "" if self.message is None else self.message.text

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @property
    def labels(self) -> list[str]:
        """The labels of the buttons."""
        return [] if self.message is None else self.message.labels

    @property
    def ephemeral(self) -> bool:
        return self.message is not None and self.message.ephemeral

    @property
    def modal(self) -> "Modal":
        """The form it opened; an AssertionError if it opened none."""
        assert self.interaction.modal is not None, f"no form, but {self!r}"
        return Modal(self.interaction, self.interaction.modal)

    @property
    def took_ms(self) -> int:
        """From the act to its acknowledgement."""
        assert self.interaction.answered_ms is not None, "never acknowledged"
        return self.interaction.answered_ms - self.interaction.created_ms

    def __repr__(self) -> str:
        return f"<{self.kind}: {self.message}>"


@dataclass(eq=False)
class Modal:
    """A form in front of a person."""

    interaction: Interaction
    data: dict[str, Any]

    @property
    def title(self) -> str:
        return self.data["title"]

    @property
    def texts(self) -> list[str]:
        return parts.texts(self.data["components"])


@dataclass(eq=False, repr=False)
class Person(User):
    """Somebody who acts. Without a channel they speak to the bot directly."""

    home: Discord = field(default=None)  # type: ignore[assignment]
    patience: float = 2.0  # seconds, for what comes after an acknowledgement

    # What they have

    @property
    def dm(self) -> Channel:
        """Their conversation with the bot."""
        return self.home.dm(self)

    @property
    def inbox(self) -> list[Message]:
        """What they see there."""
        return self.dm.seen_by(self)

    @property
    def rung(self) -> list[Message]:
        """What rang for them, oldest first: direct messages and mentions, but no silent ones and no answers to them."""
        found = []
        for channel in self.home.channels.values():
            here = channel.recipient is self
            found += [each for each in channel.everything if self._rings(each, here)]
        return sorted(found, key=lambda each: each.id)

    def _rings(self, message: Message, here: bool) -> bool:
        answered = message.interaction is not None and message.interaction["user"]["id"] == str(self.id)
        return not message.silent and not answered and (here or bool({self, "everyone"} & message.pinged))

    def sees(self, channel: Channel) -> list[Message]:
        """What they see in a channel, with ephemeral answers to them."""
        return channel.seen_by(self) if self._may_see(channel) else []

    def _may_see(self, channel: Channel) -> bool:
        if channel.deleted:
            return False
        if channel.guild is None:
            return channel.recipient is self
        return self.id in channel.guild.members and bool(channel.permissions(self) & bits("view_channel"))

    # What they do

    async def slash(self, command: str, *, channel: Channel | None = None, **options: Any) -> Answer:
        """Say a command; `"setup topic"` is a subcommand. Options by name, of the type the command asks for."""
        return await self._answer(self._say(COMMAND, command, channel, options))

    async def types(
        self, command: str, option: str, text: str, *, channel: Channel | None = None, **options: Any
    ) -> list[Choice]:
        """Type into an option with autocomplete; what is offered."""
        interaction = self._say(AUTOCOMPLETE, command, channel, options | {option: text}, option)
        answer = await self._answer(interaction)
        assert not answer.failed, f"/{command} {option}: nothing was offered in time"
        return [Choice(each["name"], each["value"]) for each in interaction.choices or ()]

    async def presses(self, message: Message, label: str) -> Answer:
        """Press the first button with this label, or beginning with it."""
        found = [each for each in message.buttons if each.label == label]
        found += [each for each in message.buttons if each.label.startswith(label) or each.emoji == label]
        if not found:
            raise Impossible(f"no button {label!r} among {message.labels}")
        button = found[0]
        if button.disabled or button.style in ("link", "premium"):
            raise Impossible(f"{label!r} does nothing: disabled {button.disabled}, {button.style}")
        return await self._answer(self._touch(message, {"custom_id": button.custom_id, "component_type": 2}))

    async def chooses(self, message: Message, which: str, *values: Any) -> Answer:
        """Choose in the menu with this custom id or placeholder: options by label or value; people, roles, channels."""
        found = [each for each in message.selects if which in (each.custom_id, each.placeholder)]
        if not found:
            raise Impossible(f"no menu {which!r} among {[each.placeholder for each in message.selects]}")
        menu = found[0]
        if menu.disabled or not menu.least <= len(values) <= menu.most:
            raise Impossible(f"{which!r}: {menu.least} to {menu.most} choices, disabled {menu.disabled}")
        kind = next(number for number, name in parts.KINDS.items() if name == menu.kind)
        data: dict[str, Any] = {"custom_id": menu.custom_id, "component_type": kind}
        data |= _chosen(menu.kind, menu.options, values, message.channel)
        return await self._answer(self._touch(message, data))

    async def submits(self, modal: Modal, values: dict[str, Any]) -> Answer:
        """Fill in a form, inputs by label or custom id, and send it; what is left out keeps what it is preset with."""
        found = parts.inputs(modal.data["components"], self.home.limits)
        if unknown := values.keys() - {name for each in found for name in (each.label, each.custom_id)}:
            raise Impossible(f"no input {unknown} among {[each.label for each in found]}")
        written = {
            each.custom_id: _written(each, values.get(each.label, values.get(each.custom_id)), modal) for each in found
        }
        sent = [_filled_in(part, written) for part in modal.data["components"]]
        opener = modal.interaction
        data: dict[str, Any] = {"custom_id": modal.data["custom_id"], "components": sent}
        picked = [each for value in values.values() for each in (value if isinstance(value, list) else [value])]
        if resolved := _resolved(opener.channel, picked):
            data["resolved"] = resolved
        interaction = self.home.interact(MODAL_SUBMIT, self, opener.channel, data, opener.owners, opener.source)
        return await self._answer(interaction)

    # How it is sent

    def _say(
        self, kind: int, command: str, channel: Channel | None, options: dict[str, Any], focused: str | None = None
    ) -> Interaction:
        where = channel or self.dm
        if not self._may_see(where):
            raise Impossible(f"{self.name} cannot see {where}")
        guild = where.guild
        if guild is not None and not where.permissions(self) & bits("use_application_commands"):
            raise Impossible(f"{self.name} may not use commands in {where}")
        first, *rest = command.split()
        found = self._find(first, None if guild is None else guild.id)
        offered(found, self, where, guild)
        inner = found
        for name in rest:
            inner = next((each for each in inner["options"] if each["name"] == name and each["type"] in (1, 2)), None)
            if inner is None:
                raise Impossible(f"/{command}: there is no {name}")
        sent = filled(inner.get("options") or [], options, focused)
        for name in reversed(rest):
            sent = [{"type": 1 if name == rest[-1] else 2, "name": name, "options": sent}]
        data: dict[str, Any] = {"id": found["id"], "name": found["name"], "type": 1, "options": sent}
        if resolved := _resolved(where, options.values()):
            data["resolved"] = resolved
        if "guild_id" in found:
            data["guild_id"] = found["guild_id"]
        install = owners(found.get("integration_types") or [0], self, guild)
        interaction = self.home.interact(kind, self, where, data, install)
        if focused is not None:
            interaction.focused_kind = next(each["type"] for each in inner["options"] if each["name"] == focused)
        return interaction

    def _find(self, name: str, guild_id: int | None) -> dict[str, Any]:
        """The command of the server, or else the one of everywhere."""
        places = [self.home.commands.get(guild_id, []), self.home.commands[None]]
        known = [each for place in places for each in place if each["type"] == 1]
        for each in known:
            if each["name"] == name:
                return each
        raise Impossible(f"no command /{name} among {sorted({each['name'] for each in known})}")

    def _touch(self, message: Message, data: dict[str, Any]) -> Interaction:
        if message.deleted or message.only_for not in (None, self) or not self._may_see(message.channel):
            raise Impossible(f"{self.name} does not see {message}")
        made_by = (message.interaction or {}).get("authorizing_integration_owners")
        install = made_by or owners([0, 1], self, message.channel.guild)
        return self.home.interact(COMPONENT, self, message.channel, data, install, message)

    async def _answer(self, interaction: Interaction) -> Answer:
        """Wait for the answer; after an acknowledgement alone, for what follows it."""
        home, where = self.home, interaction.channel
        seen = len(where.everything)
        last_ms = interaction.created_ms + home.limits.answer_ms
        await home.within(
            lambda: interaction.answered_with is not None or home.clock.now_ms() > last_ms,
            home.limits.answer_ms / 1_000 + _GRACE_S,
        )
        original = interaction.original
        match interaction.answered_with:
            case 5:
                await home.within(lambda: original.deleted or not original.loading, self.patience)
            case 6:
                await home.within(
                    lambda: (
                        interaction.changed
                        or original.deleted
                        or original.edits > interaction.source_edits
                        or len(where.everything) > seen
                    ),
                    self.patience,
                )
        return Answer(interaction)


def _resolved(channel: Channel, values: Any) -> dict[str, Any]:
    """The objects behind the ids that are sent."""
    found: dict[str, Any] = {}
    for value in values:
        key = str(getattr(value, "id", ""))
        if isinstance(value, User):
            found.setdefault("users", {})[key] = value.json()
            if channel.guild is not None and value.id in channel.guild.members:
                member = channel.guild.member_json(value, channel)
                hidden = ("user", "deaf", "mute")
                partial = {name: field for name, field in member.items() if name not in hidden}
                found.setdefault("members", {})[key] = partial
        elif isinstance(value, Role):
            found.setdefault("roles", {})[key] = value.json()
        elif isinstance(value, Channel):
            found.setdefault("channels", {})[key] = value.json(value.guild.owner)
    return found


def _chosen(kind: str, options: tuple[tuple[str, str], ...], values: tuple, channel: Channel) -> dict[str, Any]:
    if kind == "string":
        chosen = []
        for value in values:
            match = next((each for each in options if value in each), None)
            if match is None:
                raise Impossible(f"{value!r} is not among {options}")
            chosen.append(match[1])
        return {"values": chosen}
    allowed = {"user": User, "role": Role, "channel": Channel, "mentionable": User | Role}[kind]
    if not all(isinstance(value, allowed) for value in values):
        raise Impossible(f"{values} cannot be chosen as {kind}")
    return {"values": [str(value.id) for value in values], "resolved": _resolved(channel, values)}


def _written(field: parts.Input, value: Any, modal: Modal) -> dict[str, Any]:
    """What an input sends, if the client lets it."""
    if field.kind != "text":
        values = () if value is None else value if isinstance(value, list) else (value,)
        if (field.required or values) and not field.least <= len(values) <= field.most:
            raise Impossible(f"{field.label}: {field.least} to {field.most} choices")
        return {"values": _chosen(field.kind, field.options, tuple(values), modal.interaction.channel)["values"]}
    text = field.value if value is None else value
    if not isinstance(text, str):
        raise Impossible(f"{field.label}: {value!r} is no text")
    if (field.required and not text) or (text and not field.least <= len(text) <= field.most):
        raise Impossible(f"{field.label}: {field.least} to {field.most} characters, not {len(text)}")
    return {"value": text}


def _filled_in(part: dict[str, Any], written: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A part of a form as it is sent back."""

    def sent(inside: dict[str, Any]) -> dict[str, Any]:
        kept = {name: inside[name] for name in ("type", "id", "custom_id")}
        return kept | written[inside["custom_id"]]

    match part["type"]:
        case 18:
            return {"type": 18, "id": part["id"], "component": sent(part["component"])}
        case 1:
            return {"type": 1, "id": part["id"], "components": [sent(each) for each in part["components"]]}
    return {"type": part["type"], "id": part["id"]}
