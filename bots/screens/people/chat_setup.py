"""What the admins of a chat chose for it."""

from bots.languages.texts import Wording
from bots.screens.kit.fields import money, word
from bots.screens.kit.screen import Audience, Button, Screen
from bots.screens.people.language import language_button, language_name
from core.messages.chats import SetupShown
from core.rules.chats import Chat

_STAKE_CAP = 50


def setup_screen(say: Wording, answer: SetupShown) -> Screen:
    """What admins chose for their chat."""
    chat, schedule = answer.chat, answer.schedule
    every = f"{schedule.market} {schedule.minutes}m / {schedule.every_minutes}m" if schedule else None
    fields = (
        word(say, "Topic", say("Topic"), chat.thread),
        money(say, "Cap", say("Most in a round"), chat.stake_cap),
        word(say, "Rounds", say("Rounds are opened by"), _openers(say, chat)),
        word(say, "Feed", say("Feed of positions"), "on" if chat.group_feed else "off"),
        word(say, "Every", say("Repeating round"), every),
        word(say, "Language", say("Language"), language_name(chat.language)),
    )
    notes = (
        say("Admins say “setup cap 100” or “setup rounds admins”, and in a topic “setup topic here”."),
        say("“setup feed on” tells what becomes of positions, of those who say “alerts feed on”; never an amount."),
        say("“round 5m every 1h” opens a round each hour, “round stop” ends that."),
    )
    buttons = (
        (*_topic_button(say, answer), _cap_button(say, chat)),
        (_opening_button(say, chat), language_button("setup", chat.language)),
        (_feed_button(say, chat),),
    )
    title = say("This chat, changed") if answer.changed else say("This chat")
    return Screen("setup", title, fields, notes=notes, buttons=buttons, audience=Audience.OPEN)


def _openers(say: Wording, chat: Chat) -> str:
    if chat.role:
        return say("admins, and the role {role}").format(role=chat.role)
    return "admins" if chat.admins_open else "all"


def _feed_button(say: Wording, chat: Chat) -> Button:
    if chat.group_feed:
        return Button(say("No feed of positions"), "setup feed off")
    return Button(say("Tell of members' positions"), "setup feed on")


def _topic_button(say: Wording, answer: SetupShown) -> tuple[Button, ...]:
    """Where there are topics: not where a channel is a chat of its own."""
    if answer.chat.thread:
        return (Button(say("Play anywhere"), "setup topic off"),)
    return (Button(say("Play here"), "setup topic here"),) if answer.thread else ()


def _cap_button(say: Wording, chat: Chat) -> Button:
    if chat.stake_cap is not None:
        return Button(say("No cap"), "setup cap off")
    return Button(say("Cap of {points} pt").format(points=_STAKE_CAP), f"setup cap {_STAKE_CAP}")


def _opening_button(say: Wording, chat: Chat) -> Button:
    if chat.admins_open:
        return Button(say("Rounds by all"), "setup rounds all")
    return Button(say("Rounds by admins"), "setup rounds admins")
