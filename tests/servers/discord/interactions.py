"""The REST routes of interactions: the one answer that must come within 3 seconds, and what may follow for 15 minutes.

    command    4 message, 5 thinking, 9 modal         then, by the interaction's token:
    component  4, 5, 9, 6 nothing yet, 7 edit         @original: what 4 or 5 wrote, or the component's message (6, 7)
    typing     8 choices                              follow-ups; the first after 5 fills the thinking message
    modal      4, 5; 6 and 7 if a component led to it

No token of the bot is needed here, and these requests do not count towards the limit over all routes.
"""

from typing import Any

from tests.servers.discord.commands import choices
from tests.servers.discord.components import Checker, numbered
from tests.servers.discord.errors import (
    Form,
    Refusal,
    already_acknowledged,
    dead_token,
    too_many_followups,
    unknown_interaction,
    unknown_message,
    unknown_webhook,
)
from tests.servers.discord.messages import ANSWER, EDIT, FOLLOW_UP, Draft, examine
from tests.servers.discord.rest import Call, Handler
from tests.servers.discord.state import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL_SUBMIT, Discord, Interaction
from tests.servers.discord.world import EPHEMERAL, Message, User, bits

MESSAGE, THINKING, NOTHING_YET, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
_ANSWERS = {COMMAND: {4, 5, 9}, COMPONENT: {4, 5, 6, 7, 9}, AUTOCOMPLETE: {8}, MODAL_SUBMIT: {4, 5}}


def callback(discord: Discord, call: Call) -> Any:
    """The answer to an interaction."""
    interaction = discord.interactions.get(call.ids["token"])
    if interaction is None or interaction.id != call.id("interaction"):
        raise unknown_interaction()
    if interaction.answered_with is not None:
        raise already_acknowledged()
    if discord.clock.now_ms() - interaction.created_ms > discord.limits.answer_ms:
        raise unknown_interaction()
    form = Form()
    payload = form.object(call.data)
    form.known(payload, ("type", "data"))
    allowed = _ANSWERS[interaction.kind]
    if interaction.kind == MODAL_SUBMIT and interaction.source is not None:
        allowed = allowed | {NOTHING_YET, UPDATE}
    answer = form.choice(payload, "type", allowed)
    form.done()
    _ANSWER[answer](discord, interaction, form.at("data"), payload.get("data") or {}, call)
    interaction.answered_with = answer
    interaction.answered_ms = discord.clock.now_ms()
    discord.touch()
    return _told(interaction) if call.query.get("with_response") in ("1", "true") else None


def _told(interaction: Interaction) -> dict[str, Any]:
    """The body of a callback that asked for one."""
    told: dict[str, Any] = {"id": str(interaction.id), "type": interaction.kind}
    resource: dict[str, Any] = {"type": interaction.answered_with}
    message = interaction.original
    if message is not None:
        told |= {"response_message_id": str(message.id), "response_message_loading": message.loading}
        told |= {"response_message_ephemeral": message.ephemeral}
        if interaction.answered_with != NOTHING_YET:
            resource["message"] = message.json()
    return {"interaction": told, "resource": resource}


def _message(discord: Discord, interaction: Interaction, form: Form, data: Any, call: Call) -> None:
    draft = examine(form, data, call.uploads, ANSWER, discord.limits)
    _may_attach(interaction, draft)
    interaction.original = discord.post(interaction.channel, draft, _only_for(interaction, draft.flags), interaction)
    interaction.changed += 1


def _thinking(discord: Discord, interaction: Interaction, form: Form, data: Any, call: Call) -> None:
    form.known(form.object(data), ("flags",))
    flags = form.choice(data, "flags", (0, EPHEMERAL), required=False) or 0
    form.done()
    interaction.original = discord.loading(interaction, _only_for(interaction, flags))


def _nothing_yet(discord: Discord, interaction: Interaction, form: Form, data: Any, call: Call) -> None:
    form.known(form.object(data), ())
    form.done()
    interaction.original = interaction.source


def _update(discord: Discord, interaction: Interaction, form: Form, data: Any, call: Call) -> None:
    draft = examine(form, data, call.uploads, EDIT, discord.limits, interaction.source)
    interaction.original = discord.edit(interaction.source, draft)
    interaction.changed += 1


def _choices(discord: Discord, interaction: Interaction, form: Form, data: Any, call: Call) -> None:
    form.known(form.object(data), ("choices",))
    found = choices(form, data, interaction.focused_kind, discord.limits)
    form.done()
    interaction.choices = found
    interaction.changed += 1


def _modal(discord: Discord, interaction: Interaction, form: Form, data: Any, call: Call) -> None:
    data = form.object(data)
    Checker(discord.limits, set()).modal(form, data)
    form.done()
    interaction.modal = data | {"components": numbered(data["components"])}
    interaction.changed += 1


_ANSWER = {
    MESSAGE: _message, THINKING: _thinking, NOTHING_YET: _nothing_yet, UPDATE: _update, CHOICES: _choices,
    MODAL: _modal,
}  # fmt: skip


def _only_for(interaction: Interaction, flags: int) -> User | None:
    """Who alone sees it: asked for, or because a foreign server does not let its members show others' apps."""
    held = interaction.channel.permissions(interaction.user)
    hushed = interaction.foreign and not held & bits("use_external_apps")
    return interaction.user if flags & EPHEMERAL or hushed else None


def _may_attach(interaction: Interaction, draft: Draft) -> None:
    """Answers need no permission to write; what members may not, apps of theirs may not either."""
    if draft.new and not interaction.channel.permissions(interaction.user) & bits("attach_files"):
        raise Refusal(403, 50013, "Missing Permissions")


# What follows


def _interaction(discord: Discord, call: Call) -> Interaction:
    """The acknowledged interaction of this token, while the token lives."""
    interaction = discord.interactions.get(call.ids["token"])
    if call.ids["application"] != str(discord.application_id):
        raise unknown_webhook()
    if interaction is None or discord.clock.now_ms() - interaction.created_ms > discord.limits.token_ms:
        raise dead_token()
    if interaction.answered_with is None:
        raise unknown_webhook()
    return interaction


def _written(discord: Discord, call: Call) -> tuple[Interaction, Message]:
    """A message that this interaction wrote, or that its component is on."""
    interaction = _interaction(discord, call)
    wanted = call.ids["message"]
    mine = [interaction.original] if interaction.original is not None else []
    if wanted != "@original":
        mine = [each for each in [*mine, *interaction.followups] if str(each.id) == wanted]
    if not mine or mine[0].deleted:
        raise unknown_message()
    return interaction, mine[0]


def follow_up(discord: Discord, call: Call) -> Any:
    interaction = _interaction(discord, call)
    if interaction.foreign and len(interaction.followups) >= discord.limits.uninstalled_followups:
        raise too_many_followups()
    thinking = interaction.original
    if thinking is not None and thinking.loading and not thinking.deleted:
        data = call.data
        if isinstance(data, dict) and isinstance(data.get("flags"), int):
            data = data | {"flags": data["flags"] & ~EPHEMERAL}  # what was said when it began to think stands
        draft = examine(Form(), data, call.uploads, FOLLOW_UP, discord.limits, thinking)
        _may_attach(interaction, draft)
        message = discord.edit(thinking, draft)
    else:
        draft = examine(Form(), call.data, call.uploads, FOLLOW_UP, discord.limits)
        _may_attach(interaction, draft)
        message = discord.post(interaction.channel, draft, _only_for(interaction, draft.flags), interaction)
    interaction.followups.append(message)
    interaction.changed += 1
    discord.touch()
    return message.json()


def get_written(discord: Discord, call: Call) -> Any:
    return _written(discord, call)[1].json()


def edit_written(discord: Discord, call: Call) -> Any:
    interaction, message = _written(discord, call)
    draft = examine(Form(), call.data, call.uploads, EDIT, discord.limits, message)
    discord.edit(message, draft)
    interaction.changed += 1
    discord.touch()
    return message.json()


def delete_written(discord: Discord, call: Call) -> Any:
    interaction, message = _written(discord, call)
    discord.delete(message)
    interaction.changed += 1
    discord.touch()


_WEBHOOK = "/webhooks/{application:[0-9]+}/{token}"
_WRITTEN = _WEBHOOK + "/messages/{message:@original|[0-9]+}"
ROUTES: list[tuple[str, str, Handler]] = [
    ("POST", "/interactions/{interaction:[0-9]+}/{token}/callback", callback),
    ("POST", _WEBHOOK, follow_up),
    ("GET", _WRITTEN, get_written),
    ("PATCH", _WRITTEN, edit_written),
    ("DELETE", _WRITTEN, delete_written),
]
