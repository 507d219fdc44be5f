"""What needs no engine: the list of verbs, the manual of one, and a pulse."""

from bots.languages.texts import _
from bots.screens.kit import figures
from bots.screens.kit.screen import Audience, Button, Field, Screen
from bots.sentences.verbs import VERBS


def help_on(verb: str | None) -> Screen:
    """All verbs, or the manual of one."""
    if verb is not None:
        entry = VERBS[verb]
        usage = f"{verb} {entry.usage}".strip()
        examples = tuple(_("Example: {sentence}").format(sentence=example) for example in entry.examples)
        return Screen("help", usage, notes=(_(entry.does), *examples), audience=Audience.OPEN)
    items = tuple(
        (
            Field("Verb", "", name, name),
            Field("Usage", _("Words"), entry.usage or figures.NONE, f"{name} {entry.usage}".strip()),
            Field("Does", "", _(entry.does), _(entry.does)),
        )
        for name, entry in VERBS.items()
        if entry.listed
    )
    buttons = ((Button(_("Start"), "start"), Button(_("Prices"), "price"), Button(_("Positions"), "positions")),)
    notes = (_("Words may come in any order after the verb. Say “help long” for the words it takes."),)
    return Screen("help", _("What you can say"), items=items, notes=notes, buttons=buttons, audience=Audience.OPEN)


def pong(at_ms: int) -> Screen:
    """An answer that costs nothing."""
    now = Field("At", _("At"), figures.iso(at_ms), figures.moment(at_ms))
    return Screen("ping", _("Pong"), (now,), audience=Audience.OPEN)
