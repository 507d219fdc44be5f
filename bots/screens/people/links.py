"""What a link looks like: its code, what it would do, what it did, and that it is undone.

All four are one card: where the code was shown, it becomes the plan as soon as somebody names the code elsewhere.
"""

from typing import assert_never

from bots.languages.texts import Wording
from bots.screens.kit import figures
from bots.screens.kit.fields import balance_field, count, moment, money, word
from bots.screens.kit.screen import Button, Field, Group, Screen, Style, Tone
from bots.screens.kit.states import coded
from core.messages.links import LinkNow, LinkSide
from core.rules.links import AGAIN_MS, Link, LinkState
from core.units import DAY_MS


def link_card(say: Wording, now: LinkNow) -> Screen:
    """The card of a link in any state."""
    match now.link.state:
        case LinkState.OFFERED:
            return _offered(say, now.link)
        case LinkState.PLANNED:
            return _planned(say, now)
        case LinkState.LINKED:
            return _linked(say, now)
        case LinkState.UNDONE:
            return _undone(say, now)
        case _:
            assert_never(now.link.state)


def _card(
    say: Wording, link: Link, title: str, fields: Group, notes: tuple[str, ...], *buttons: Button, tone: Tone
) -> Screen:
    return Screen(
        about="link",
        title=title,
        fields=(count("Id", say("Link"), link.number), coded(say, "State", say("State"), link.state.value), *fields),
        notes=notes,
        buttons=(buttons,) if buttons else (),
        tone=tone,
        edit_key=f"link {link.number}",
    )


def _offered(say: Wording, link: Link) -> Screen:
    if not link.code:
        new = (say("Say “link” for a new code."),)
        return _card(say, link, say("The code is void"), (), new, _stop(say("New code")), tone=Tone.PLAIN)
    shown = f"{link.code[:4]}-{link.code[4:]}"
    fields = (Field("Code", say("Code"), link.code, shown), moment(say, "Expires", say("Good until"), link.expires_ms))
    notes = (
        say("Say “link {code}” to me on the other platform. It shows what will happen, and asks you.").format(
            code=shown
        ),
        say("Both accounts become one: the older stays, the other moves into it. Only the operator can undo that."),
        say("Give this code to nobody: whoever enters it makes their account and yours one."),
    )
    title = say("Your code is {code}").format(code=shown)
    return _card(say, link, title, fields, notes, _stop(say("New code")), tone=Tone.PLAIN)


def _stop(label: str) -> Button:
    return Button(label, "link")


def _planned(say: Wording, now: LinkNow) -> Screen:
    link, keeps, closes = now.link, _sure(now.keeps), _sure(now.closes)
    after = keeps.balance + closes.balance - link.given_twice
    fields = (
        *_side_fields(say, "Keeps", say("Stays"), keeps),
        *_side_fields(say, "Closes", say("Is closed"), closes),
        money(say, "GivenTwice", say("Back to the mint"), link.given_twice),
        money(say, "After", say("Balance after"), after),
    )
    notes = (
        say("The older account stays, with its name and settings. Everything of the other moves into it."),
        say("One person, one set of gifts: of what each got from the mint the smaller sum goes back, if both have it."),
        say(
            "Open things of the closed account get new numbers, and some of the other too: old buttons do nothing then."
        ),
        say(
            "The tighter of both limits and the longer break hold. Only the operator can undo it. "
            "The next: in {days} days."
        ).format(days=AGAIN_MS // DAY_MS),
    )
    if now.asked:
        yes = Button(say("Make them one"), f"link {link.code} yes", Style.DANGER, once=True)
        return _card(say, link, say("Make these accounts one?"), fields, notes, yes, tone=Tone.WARNING)
    stop = say("If that is not you, stop it with a new code.")
    title = say("Your code was named: nothing has happened yet")
    return _card(say, link, title, fields, (stop, *notes), _stop(say("Stop it")), tone=Tone.WARNING)


def _side_fields(say: Wording, key: str, label: str, side: LinkSide) -> Group:
    name = say("{name} on {platforms}").format(name=side.name, platforms=side.platforms)
    return (
        Field(key, label, side.name, name),
        moment(say, f"{key}.Since", say("Since"), side.since_ms),
        money(say, f"{key}.Balance", say("Balance"), side.balance),
        count(f"{key}.Open", say("Open"), side.things),
    )


def _linked(say: Wording, now: LinkNow) -> Screen:
    link, keeps = now.link, _sure(now.keeps)
    fields = (
        word(say, "Keeps", say("Account"), keeps.name),
        word(say, "Platforms", say("On"), keeps.platforms),
        balance_field(say, keeps.balance),
        money(say, "Points", say("Moved"), link.points),
        money(say, "GivenTwice", say("Back to the mint"), link.given_twice),
        count("Offset", say("Numbers up by"), link.offset),
    )
    notes = [say("Say “positions” and “history” for everything. Buttons of before, with old numbers, do nothing.")]
    if link.count and link.offset:
        example = say("What was number {before} of the closed account is {after} now, and so on.")
        notes.append(example.format(before=1, after=1 + link.offset))
    if link.renumbered:
        changes = (say("{before} is {after}").format(before=each[0], after=each[1]) for each in link.renumbered)
        pairs = ", ".join(changes)
        notes.append(say("Of the account that stayed: {pairs}.").format(pairs=pairs))
    notes.append(
        say("If that was not you, tell the operator at once that it was link number {number}.").format(
            number=link.number
        )
    )
    return _card(say, link, say("Linked: one account"), fields, tuple(notes), tone=Tone.GOOD)


def _undone(say: Wording, now: LinkNow) -> Screen:
    link = now.link
    fields = (
        money(say, "Returned", say("Given back"), link.returned),
        money(say, "Points", say("Moved before"), link.points),
    )
    notes: tuple[str, ...] = (
        say("The operator undid it: what the younger account brought is its own again, under its old numbers."),
        say("What was won or lost since stays with the older account."),
    )
    if link.returned < link.points:
        missing = figures.points(say, link.points - link.returned)
        notes += (say("{missing} could not be given back: they are lost.").format(missing=missing),)
    return _card(say, link, say("The link is undone"), fields, notes, tone=Tone.WARNING)


def _sure(side: LinkSide | None) -> LinkSide:
    assert side is not None, "a planned link has two accounts"
    return side
