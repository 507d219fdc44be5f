"""What Discord accepts as a message, and whom it would ring.

One examination for the four doors through which messages come: a channel, an edit, the answer to an interaction, and
a follow-up; they differ in the fields and flags they know.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from bots.on_discord.limits import DiscordLimits
from tests.servers.discord import components as parts
from tests.servers.discord.errors import Form, empty_message, too_large
from tests.servers.discord.world import EPHEMERAL, LOADING, SILENT, TEXT_CHANNEL, Channel, File, Message, User, bits

SUPPRESS_EMBEDS = 1 << 2
_COMMON = {"content", "tts", "embeds", "allowed_mentions", "components", "attachments", "flags"}
_LOOK = SUPPRESS_EMBEDS | parts.V2
_KEPT_FIELDS = {
    "id", "filename", "description", "title", "proxy_url", "url", "size", "spoiler", "height", "width", "content_type",
}  # fmt: skip
_EMBED_FIELDS = {
    "title", "type", "description", "url", "timestamp", "color", "footer", "image", "thumbnail", "video", "provider",
    "author", "fields",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Door:
    """The fields and flags that one way of writing knows; `rings`: what it rings if `allowed_mentions` is left out."""

    fields: frozenset[str]
    flags: int
    rings: frozenset[str] = frozenset({"users"})


_MORE = {"nonce", "enforce_nonce", "message_reference", "sticker_ids", "poll"}
CREATE = Door(frozenset(_COMMON | _MORE), _LOOK | SILENT, frozenset({"users", "roles", "everyone"}))
EDIT = Door(frozenset(_COMMON), _LOOK)
ANSWER = Door(frozenset(_COMMON | {"poll"}), _LOOK | SILENT | EPHEMERAL)
FOLLOW_UP = Door(frozenset(_COMMON | {"poll"}), _LOOK | SILENT | EPHEMERAL)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a request."""

    name: str
    data: bytes = field(repr=False)


@dataclass(slots=True)
class Draft:
    """A message that passed; what an edit leaves out is already filled in from the message before."""

    content: str
    components: list[dict[str, Any]]
    embeds: list[dict[str, Any]]
    kept: list[File]
    new: list[tuple[Upload, str, str]]  # with name and description
    flags: int
    allowed: dict[str, Any]
    nonce: str | None = None
    enforce_nonce: bool = False
    reference: dict[str, Any] | None = None

    @property
    def text(self) -> str:
        """All that could ring somebody."""
        return "\n".join([self.content, *parts.texts(self.components)])


def examine(
    form: Form, data: Any, uploads: dict[int, Upload], door: Door, limits: DiscordLimits, before: Message | None = None
) -> Draft:
    """The draft, or a refusal that names every mistake."""
    data = form.object(data)
    form.known(data, door.fields)
    flags = form.number(data, "flags", 0, 1 << 31) or 0
    if flags & ~door.flags:
        form.at("flags").wrong("MESSAGE_FLAGS_INVALID", f"These flags cannot be set here: {flags & ~door.flags}")
    v2 = bool(flags & parts.V2) or (before is not None and before.v2)
    content = form.text(data, "content", 0, limits.content, required=False) or ""
    embeds = _embeds(form, data, limits)
    form.flag(data, "tts")
    _legacy(form, data, v2, before)
    kept, new = _attachments(form.at("attachments"), data, uploads, limits, before)
    names = {file.name for file in kept} | {name for _, name, _ in new}
    checker = parts.Checker(limits, names)
    components = data.get("components")
    if components is not None:
        checker.message(form.at("components"), components, v2)
    if v2 and components is not None:
        for number, (_, name, _) in enumerate(new):
            if name not in checker.used:
                form.at("attachments", number).wrong("ATTACHMENT_NOT_SHOWN", f"No component shows {name}.")
    draft = Draft(
        content, components or [], embeds, kept, new, flags, _allowed(form.at("allowed_mentions"), data, door, limits),
        *_nonce(form, data, limits), data.get("message_reference"),
    )  # fmt: skip
    if before is not None:
        for name in ("content", "components", "embeds"):
            if name not in data:
                setattr(draft, name, getattr(before, name))
        draft.flags |= before.flags & ~LOADING
    form.done()
    draft.components = parts.numbered(draft.components)
    if not (draft.content or draft.components or draft.embeds or kept or new):
        raise empty_message()
    return draft


def _legacy(form: Form, data: dict, v2: bool, before: Message | None) -> None:
    """Nothing old beside components of the second kind."""
    if not v2:
        return
    left = {"content": before.content, "embeds": before.embeds} if before is not None and not before.v2 else {}
    for name in ("content", "embeds", "sticker_ids", "poll"):
        if (data[name] if name in data else left.get(name) or None) not in (None, []):
            message = f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            form.at(name).wrong("MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message)


def _embeds(form: Form, data: dict, limits: DiscordLimits) -> list[dict]:
    embeds = form.list(data, "embeds", 0, limits.embeds, required=False)
    for number, each in enumerate(embeds):
        inside = form.at("embeds", number)
        embed = inside.object(each)
        inside.known(embed, _EMBED_FIELDS)
        inside.text(embed, "title", 0, 256, required=False)
        inside.text(embed, "description", 0, 4_096, required=False)
        inside.list(embed, "fields", 0, 25, required=False)
    return embeds


def _attachments(
    form: Form, data: dict, uploads: dict[int, Upload], limits: DiscordLimits, before: Message | None
) -> tuple[list[File], list[tuple[Upload, str, str]]]:
    """The files that stay and those that come; every upload must be spoken of."""
    if any(len(upload.data) > limits.attachment_bytes for upload in uploads.values()):
        raise too_large()
    there = {file.id: file for file in before.files} if before is not None else {}
    if data.get("attachments") is None:
        if uploads:
            form.wrong("BASE_TYPE_REQUIRED", "Uploaded files must be listed in attachments.")
        return list(there.values()), []
    kept, new, spoken = [], [], set()
    for number, each in enumerate(data["attachments"]):
        inside = form.at(number)
        entry = inside.object(each)
        inside.known(entry, _KEPT_FIELDS)
        which = inside.at("id").snowflake(entry.get("id"))
        name = inside.text(entry, "filename", 1, limits.filename, required=False)
        description = inside.text(entry, "description", 0, limits.description, required=False) or ""
        if which in there:
            kept.append(there[which])
        elif which in uploads:
            spoken.add(which)
            new.append((uploads[which], name or uploads[which].name, description))
        else:
            inside.at("id").wrong("ATTACHMENT_NOT_FOUND", f"No file and no attachment {which}.")
    for number in sorted(uploads.keys() - spoken):
        form.wrong("ATTACHMENT_NOT_LISTED", f"files[{number}] is not listed in attachments.")
    if len(kept) + len(new) > limits.attachments:
        form.wrong("BASE_TYPE_BAD_LENGTH", f"Must be {limits.attachments} or fewer in length.")
    return kept, new


def _nonce(form: Form, data: dict, limits: DiscordLimits) -> tuple[str | None, bool]:
    nonce = data.get("nonce")
    if nonce is not None and (isinstance(nonce, bool) or not isinstance(nonce, int | str)):
        form.at("nonce").wrong("NONCE_TYPE", "A nonce is a number or a string.")
    nonce = None if nonce is None else str(nonce)
    if nonce is not None and len(nonce) > limits.nonce:
        form.at("nonce").wrong("NONCE_TYPE_TOO_LONG", f"Must be {limits.nonce} or fewer in length.")
    return nonce, form.flag(data, "enforce_nonce")


# Whom it rings


def _allowed(form: Form, data: dict, door: Door, limits: DiscordLimits) -> dict[str, Any]:
    """Who may be rung: `parse` says which kinds, `users` and `roles` which ids."""
    if data.get("allowed_mentions") is None:
        return {"parse": door.rings, "users": set(), "roles": set()}
    value = form.object(data["allowed_mentions"])
    form.known(value, ("parse", "users", "roles", "replied_user"))
    form.flag(value, "replied_user")
    parse = set(form.list(value, "parse", 0, 3, required=False))
    for kind in parse - {"users", "roles", "everyone"}:
        form.at("parse").wrong("BASE_TYPE_CHOICES", f"Cannot parse {kind}.")
    found: dict[str, Any] = {"parse": parse}
    for kind in ("users", "roles"):
        ids = form.list(value, kind, 0, limits.pings, required=False)
        found[kind] = {form.at(kind, number).snowflake(each) for number, each in enumerate(ids)}
        if ids and kind in parse:
            form.at("parse").wrong("MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", f'parse:["{kind}"] and {kind}: [ids]')
    return found


def pings(text: str, allowed: dict[str, Any], channel: Channel, author: User, users: dict[int, User]) -> frozenset:
    """Whom this text rings here: users, and "everyone"; a role rings its members."""
    rung: set = set()
    parse = allowed["parse"]
    mentioned = {int(number) for number in re.findall(r"<@!?([0-9]{1,20})>", text)}
    rung |= {each for each in mentioned if "users" in parse or each in allowed["users"]}
    guild = channel.guild
    if guild is None:
        return frozenset({channel.recipient} & {users.get(each) for each in rung})
    may_all = bool(guild.permissions(author, channel) & bits("mention_everyone"))
    for number in {int(found) for found in re.findall(r"<@&([0-9]{1,20})>", text)} & guild.roles.keys():
        wanted = "roles" in parse or number in allowed["roles"]
        if wanted and (may_all or guild.roles[number].mentionable):
            rung |= {user for user, roles in guild.members.items() if number in roles}
    people = {users[each] for each in rung & guild.members.keys()}
    seeing = {user for user in people if guild.permissions(user, channel) & bits("view_channel")}
    everyone = bool(re.search(r"@(everyone|here)", text)) and "everyone" in parse and may_all
    return frozenset(seeing | ({"everyone"} if everyone else set()))


def may_write(channel: Channel, user: User, with_files: bool) -> bool:
    """Whether the channel lets this user write."""
    needed = ["send_messages" if channel.kind == TEXT_CHANNEL else "send_messages_in_threads"]
    needed += ["attach_files"] if with_files else []
    wanted = bits(*needed)
    return channel.permissions(user) & wanted == wanted
