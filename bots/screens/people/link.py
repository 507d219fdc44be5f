"""What a link looks like: its code, what it would do, what it did, and that it is undone.

All four are one card: where the code was shown, it becomes the plan as soon as somebody names the code elsewhere.
"""

from typing import assert_never

from bots.languages.texts import _
from bots.screens.kit import figures
from bots.screens.kit.fields import count, moment, money, word
from bots.screens.kit.screen import Button, Field, Group, Screen, Style, Tone
from bots.screens.kit.states import coded
from core.messages.links import LinkNow, LinkSide
from core.rules.links import Link, LinkState


def link_card(now: LinkNow) -> Screen:
    """The card of a link in any state."""
    match now.link.state:
        case LinkState.OFFERED:
            return _offered(now.link)
        case LinkState.PLANNED:
            return _planned(now)
        case LinkState.LINKED:
            return _linked(now)
        case LinkState.UNDONE:
            return _undone(now)
        case _:
            assert_never(now.link.state)


def _card(link: Link, title: str, fields: Group, notes: tuple[str, ...], *buttons: Button, tone: Tone) -> Screen:
    return Screen(
        about="link",
        title=title,
        fields=(count("Id", _("Link"), link.number), coded("State", _("State"), link.state.value), *fields),
        notes=notes,
        buttons=(buttons,) if buttons else (),
        tone=tone,
        edit_key=f"link {link.number}",
    )


def _offered(link: Link) -> Screen:
    if not link.code:
        notes = (_("Say “link” for a new code."),)
        return _card(link, _("The code is void"), (), notes, _stop(_("New code")), tone=Tone.PLAIN)
    shown = f"{link.code[:4]}-{link.code[4:]}"
    fields = (Field("Code", _("Code"), link.code, shown), moment("Expires", _("Good until"), link.expires_ms))
    notes = (
        _("Say “link {code}” to me on the other platform. It shows what will happen, and asks you.").format(code=shown),
        _("Both accounts become one: the older stays, the other moves into it. Only the operator can undo that."),
        _("Give this code to nobody: whoever enters it makes their account and yours one."),
    )
    title = _("Your code is {code}").format(code=shown)
    return _card(link, title, fields, notes, _stop(_("New code")), tone=Tone.PLAIN)


def _stop(label: str) -> Button:
    return Button(label, "link")


def _planned(now: LinkNow) -> Screen:
    link, keeps, closes = now.link, _sure(now.keeps), _sure(now.closes)
    after = keeps.balance + closes.balance - link.given_twice
    fields = (
        *_side_fields("Keeps", _("Stays"), keeps),
        *_side_fields("Closes", _("Is closed"), closes),
        money("GivenTwice", _("Back to the mint"), link.given_twice),
        money("After", _("Balance after"), after),
    )
    notes = (
        _("The older account stays, with its name and settings. Everything of the other moves into it."),
        _("One person, one set of gifts: of what each got from the mint the smaller sum goes back, if both have it."),
        _("Open things of the closed account get new numbers, and some of the other too: old buttons do nothing then."),
        _("The tighter of both limits and the longer break hold. Only the operator can undo it. The next: in 30 days."),
    )
    if now.asked:
        yes = Button(_("Make them one"), f"link {link.code} yes", Style.DANGER, once=True)
        return _card(link, _("Make these accounts one?"), fields, notes, yes, tone=Tone.WARNING)
    notes = (_("If that is not you, stop it with a new code."), *notes)
    title = _("Your code was named: nothing has happened yet")
    return _card(link, title, fields, notes, _stop(_("Stop it")), tone=Tone.WARNING)


def _side_fields(key: str, label: str, side: LinkSide) -> Group:
    name = _("{name} on {platforms}").format(name=side.name, platforms=side.platforms)
    return (
        Field(key, label, side.name, name),
        moment(f"{key}.Since", _("Since"), side.since_ms),
        money(f"{key}.Balance", _("Balance"), side.balance),
        count(f"{key}.Open", _("Open"), side.things),
    )


def _linked(now: LinkNow) -> Screen:
    link, keeps = now.link, _sure(now.keeps)
    fields = (
        word("Keeps", _("Account"), keeps.name),
        word("Platforms", _("On"), keeps.platforms),
        money("Balance", _("Balance"), keeps.balance),
        money("Points", _("Moved"), link.points),
        money("GivenTwice", _("Back to the mint"), link.given_twice),
        count("Offset", _("Numbers up by"), link.offset),
    )
    notes = [_("Say “positions” and “history” for everything. Buttons of before, with old numbers, do nothing.")]
    if link.count and link.offset:
        example = _("What was number {before} of the closed account is {after} now, and so on.")
        notes.append(example.format(before=1, after=1 + link.offset))
    if link.pairs:
        pairs = ", ".join(_("{before} is {after}").format(before=before, after=after) for before, after in link.pairs)
        notes.append(_("Of the account that stayed: {pairs}.").format(pairs=pairs))
    notes.append(
        _("If that was not you, tell the operator at once that it was link number {number}.").format(number=link.number)
    )
    return _card(link, _("Linked: one account"), fields, tuple(notes), tone=Tone.GOOD)


def _undone(now: LinkNow) -> Screen:
    link = now.link
    fields = (money("Returned", _("Given back"), link.returned), money("Points", _("Moved before"), link.points))
    notes = (
        _("The operator undid it: what the younger account brought is its own again, under its old numbers."),
        _("What was won or lost since stays with the older account."),
    )
    if link.returned < link.points:
        missing = figures.points(link.points - link.returned)
        notes += (_("{missing} could not be given back: they are lost.").format(missing=missing),)
    return _card(link, _("The link is undone"), fields, notes, tone=Tone.WARNING)


def _sure(side: LinkSide | None) -> LinkSide:
    assert side is not None, "a planned link has two accounts"
    return side
