"""What is stored about a player, the file of all of it, and how it looks when they leave."""

import json

from bots.languages.texts import Wording
from bots.screens.kit import figures
from bots.screens.kit.attachments import Document
from bots.screens.kit.fields import money, word
from bots.screens.kit.screen import Button, Field, Group, Screen, Style, Tone
from core.actions.marks.order_of_events import ANSWERS_MS
from core.actions.privacy import RETURN_MS
from core.messages.privacy import Deleted, Exported, PrivacyShown
from core.rules.players import CLAIM_MS
from core.units import DAY_MS, HOUR_MS


def privacy_screen(say: Wording, answer: PrivacyShown) -> Screen:
    """What is stored, or the question before it is deleted."""
    return _question(say, answer) if answer.deleting else _stored(say, answer)


def _stored(say: Wording, answer: PrivacyShown) -> Screen:
    where = ", ".join(f"{platform} {user}" for platform, user in answer.identities)
    fields = (
        word(say, "Name", say("Your name"), answer.player.name),
        word(say, "Identity", say("Where you write from"), where),
        *_counts(answer.counts),
    )
    return Screen(
        about="privacy",
        title=say("What is stored about you"),
        fields=fields,
        notes=(
            say("Your name and id, your settings and limits, the chats you spoke to me in, and what you played."),
            say(
                "What you say is not kept, but for orders that await your confirmation; "
                "answers are deleted after {hours} h."
            ).format(hours=ANSWERS_MS // HOUR_MS),
            say("Others see your name in leaderboards and rounds of your chats; your balance and positions only you."),
            *_after_deletion(say),
        ),
        buttons=(
            (
                Button(say("All of it as a file"), "privacy export"),
                Button(say("Delete it"), "privacy delete", Style.DANGER),
            ),
        ),
    )


def _counts(counts: dict[str, int]) -> Group:
    """How many rows of each table; the tables' names are those of the file."""
    return tuple(Field(f"Rows.{table}", table, str(count), str(count)) for table, count in counts.items())


def _after_deletion(say: Wording) -> tuple[str, ...]:
    return (
        say("“privacy delete” removes the person: name, id, settings, memberships. Points go back to the mint."),
        say("What was played stays under a number that is nobody's any more, because the books must add up."),
        say(
            "A fingerprint of your id stays for {days} days, so that leaving is no way to get the first points twice "
            "or to end a break; then it goes too. Until then daily points begin {hours} h after you left."
        ).format(days=RETURN_MS // DAY_MS, hours=CLAIM_MS // HOUR_MS),
    )


def _question(say: Wording, answer: PrivacyShown) -> Screen:
    return Screen(
        about="privacy",
        title=say("Delete everything that makes it yours?"),
        fields=(money(say, "Balance", say("Balance, to be lost"), answer.balance),),
        notes=(say("This cannot be undone. You may want the file first: “privacy export”."), *_after_deletion(say)),
        buttons=(
            (
                Button(say("Delete for ever"), "privacy delete confirm", Style.DANGER, once=True),
                Button(say("Keep it"), "privacy"),
            ),
        ),
        tone=Tone.WARNING,
    )


def exported_screen(say: Wording, answer: Exported) -> Screen:
    """Everything, as a JSON document by table."""
    document = {
        "what": "everything stored about one player; amounts in micro-points, prices in 1e-8 USD, times in ms UTC",
        "exported": figures.iso(answer.at_ms),
        "tables": answer.tables,
    }
    rows = sum(map(len, answer.tables.values()))
    return Screen(
        about="privacy",
        title=say("Everything that is stored about you"),
        fields=(Field("Rows", say("Rows"), str(rows), str(rows)),),
        notes=(say("The file has every row that is yours, by table, exactly as it is kept."),),
        document=Document(f"dumbdegen-player-{answer.player}.json", json.dumps(document, ensure_ascii=False, indent=1)),
    )


def deleted_screen(say: Wording, answer: Deleted) -> Screen:
    """The confirmation that a player was deleted."""
    return Screen(
        about="left",
        title=say("Done: nobody here knows you any more"),
        fields=(money(say, "Returned", say("Back to the mint"), answer.amount),),
        notes=(say("Thank you for playing. If you write to me again, you begin as somebody new."),),
    )


def unknown_screen(say: Wording) -> Screen:
    """What is stored about somebody who is no player; asking makes them none."""
    return Screen(
        about="privacy",
        title=say("Nothing is stored about you"),
        notes=(
            say("You have no account here. “start” makes one; until then I keep nothing of what you say."),
            say(
                "If you left in the last {days} days, a fingerprint of your id is kept until they are over, "
                "and nothing else."
            ).format(days=RETURN_MS // DAY_MS),
        ),
    )
