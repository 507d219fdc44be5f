"""Answers that need no engine: the list of verbs, the manual of one verb, and the answer to a ping."""

from bots.languages.texts import Wording
from bots.screens.kit import figures
from bots.screens.kit.screen import Audience, Button, Field, Screen
from bots.sentences.verbs import VERBS


def help_on(say: Wording, verb: str | None) -> Screen:
    """All verbs, or the manual of one."""
    if verb is not None:
        entry = VERBS[verb]
        usage = f"{verb} {entry.usage}".strip()
        examples = tuple(say("Example: {sentence}").format(sentence=example) for example in entry.examples)
        return Screen("help", usage, notes=(say(entry.does), *examples), audience=Audience.OPEN)
    items = tuple(
        (
            Field("Verb", "", name, name),
            Field("Usage", say("Words"), entry.usage or figures.NONE, f"{name} {entry.usage}".strip()),
            Field("Does", "", say(entry.does), say(entry.does)),
        )
        for name, entry in VERBS.items()
        if entry.listed
    )
    buttons = ((Button(say("Start"), "start"), Button(say("Prices"), "price"), Button(say("Positions"), "positions")),)
    notes = (say("Words may come in any order after the verb. Say “help long” for the words it takes."),)
    return Screen("help", say("What you can say"), items=items, notes=notes, buttons=buttons, audience=Audience.OPEN)


def pong(say: Wording, at_ms: int) -> Screen:
    """An answer that costs nothing."""
    now = Field("At", say("At"), figures.iso(at_ms), figures.moment(at_ms))
    return Screen("ping", say("Pong"), (now,), audience=Audience.OPEN)
