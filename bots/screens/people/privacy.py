"""What is stored about a player, the file of all of it, and how it looks when they leave."""

import json

from bots.languages.texts import _
from bots.screens.kit import figures
from bots.screens.kit.attachments import Document
from bots.screens.kit.fields import money, word
from bots.screens.kit.screen import Button, Field, Group, Screen, Style, Tone
from core.messages.privacy import Deleted, Exported, PrivacyShown

_DAYS = 30  # core.actions.leaving.RETURN_MS


def privacy_screen(answer: PrivacyShown) -> Screen:
    """What is stored, or the question before it is deleted."""
    return _question(answer) if answer.deleting else _stored(answer)


def _stored(answer: PrivacyShown) -> Screen:
    where = ", ".join(f"{platform} {user}" for platform, user in answer.identities)
    fields = (
        word("Name", _("Your name"), answer.player.name),
        word("Identity", _("Where you write from"), where),
        *_counts(answer.counts),
    )
    return Screen(
        about="privacy",
        title=_("What is stored about you"),
        fields=fields,
        notes=(
            _("Your name and id, your settings and limits, the chats you spoke to me in, and what you played."),
            _("What you say is not kept, but for orders that await your confirmation; answers are deleted after 24 h."),
            _("Others see your name in leaderboards and rounds of your chats; your balance and positions only you."),
            *_after_deletion(),
        ),
        buttons=(
            (
                Button(_("All of it as a file"), "privacy export"),
                Button(_("Delete it"), "privacy delete", Style.DANGER),
            ),
        ),
    )


def _counts(counts: dict[str, int]) -> Group:
    """How many rows of each table; the tables' names are those of the file."""
    return tuple(Field(f"Rows.{table}", table, str(count), str(count)) for table, count in counts.items())


def _after_deletion() -> tuple[str, ...]:
    return (
        _("“privacy delete” removes the person: name, id, settings, memberships. Points go back to the mint."),
        _("What was played stays under a number that is nobody's any more, because the books must add up."),
        _(
            "A fingerprint of your id stays for {days} days, so that leaving is no way to get the first points twice "
            "or to end a break; then it goes too. Until then daily points begin 24 h after you left."
        ).format(days=_DAYS),
    )


def _question(answer: PrivacyShown) -> Screen:
    return Screen(
        about="privacy",
        title=_("Delete everything that makes it yours?"),
        fields=(money("Balance", _("Balance, to be lost"), answer.balance),),
        notes=(_("This cannot be undone. You may want the file first: “privacy export”."), *_after_deletion()),
        buttons=(
            (
                Button(_("Delete for ever"), "privacy delete confirm", Style.DANGER, once=True),
                Button(_("Keep it"), "privacy"),
            ),
        ),
        tone=Tone.WARNING,
    )


def exported_screen(answer: Exported) -> Screen:
    """Everything, as a JSON document by table."""
    document = {
        "what": "everything stored about one player; amounts in micro-points, prices in 1e-8 USD, times in ms UTC",
        "exported": figures.iso(answer.at_ms),
        "tables": answer.tables,
    }
    rows = sum(map(len, answer.tables.values()))
    return Screen(
        about="privacy",
        title=_("Everything that is stored about you"),
        fields=(Field("Rows", _("Rows"), str(rows), str(rows)),),
        notes=(_("The file has every row that is yours, by table, exactly as it is kept."),),
        document=Document(f"dumbdegen-player-{answer.player}.json", json.dumps(document, ensure_ascii=False, indent=1)),
    )


def deleted_screen(answer: Deleted) -> Screen:
    """A farewell."""
    return Screen(
        about="left",
        title=_("Done: nobody here knows you any more"),
        fields=(money("Returned", _("Back to the mint"), answer.amount),),
        notes=(_("Thank you for playing. If you write to me again, you begin as somebody new."),),
    )


def unknown_screen() -> Screen:
    """What a stranger is told, without being made a player by asking."""
    return Screen(
        about="privacy",
        title=_("Nothing is stored about you"),
        notes=(
            _("You have no account here. “start” makes one; until then I keep nothing of what you say."),
            _(
                "If you left in the last {days} days, a fingerprint of your id is kept until they are over, "
                "and nothing else."
            ).format(days=_DAYS),
        ),
    )
