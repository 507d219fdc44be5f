"""What people chose, for themselves and for their chat; a button turns each choice to its next value."""

from bots.languages.texts import LANGUAGES, Wording
from bots.screens.kit.fields import money, share, word
from bots.screens.kit.screen import Audience, Button, Rows, Screen
from core.messages.chats import SetupShown
from core.messages.players import SettingsShown
from core.money import POINT_DECIMALS, plain
from core.rules.chats import Chat
from core.rules.players import Player

_CONFIRM_ABOVE = 100  # points, where the question is turned on by a button
_STAKE_CAP = 50


def settings_screen(say: Wording, answer: SettingsShown) -> Screen:
    """Own settings."""
    player = answer.player
    fields = (
        share(say, "Tolerance", say("Price tolerance"), player.tolerance_bps * 100),
        money(say, "ConfirmAbove", say("Ask before opening above"), player.confirm_above),
        word(
            say, "Presets", say("Margins offered"), " ".join(plain(micro, POINT_DECIMALS) for micro in player.margins)
        ),
        word(say, "Language", say("Language"), _language(player.language)),
    )
    notes = (
        say("Say “settings tolerance 0.2%”, “settings confirm 100”, “settings presets 10 25 50”."),
        say("Which alerts ring, and how: “alerts”."),
    )
    title = say("Settings changed") if answer.changed else say("Your settings")
    return Screen("settings", title, fields, notes=notes, buttons=_toggles(say, player))


def _toggles(say: Wording, player: Player) -> Rows:
    if player.confirm_above is None:
        ask = Button(say("Ask before large orders"), f"settings confirm {_CONFIRM_ABOVE}")
    else:
        ask = Button(say("Do not ask any more"), "settings confirm off")
    return ((ask, _language_button("settings", player.language)), (Button(say("Alerts"), "alerts"),))


def _language(code: str) -> str:
    return LANGUAGES[code or "en"].name


def _language_button(verb: str, code: str) -> Button:
    """The next language."""
    codes = list(LANGUAGES)
    following = codes[(codes.index(code or "en") + 1) % len(codes)]
    return Button(LANGUAGES[following].name, f"{verb} language {following}")


def setup_screen(say: Wording, answer: SetupShown) -> Screen:
    """What admins chose for their chat."""
    chat, schedule = answer.chat, answer.schedule
    every = f"{schedule.market} {schedule.minutes}m / {schedule.every_minutes}m" if schedule else None
    fields = (
        word(say, "Topic", say("Topic"), chat.thread),
        money(say, "Cap", say("Most in a round"), chat.stake_cap),
        word(say, "Rounds", say("Rounds are opened by"), _openers(say, chat)),
        word(say, "Feed", say("Feed of positions"), "on" if chat.feed else "off"),
        word(say, "Every", say("Repeating round"), every),
        word(say, "Language", say("Language"), _language(chat.language)),
    )
    notes = (
        say("Admins say “setup cap 100” or “setup rounds admins”, and in a topic “setup topic here”."),
        say("“setup feed on” tells what becomes of positions, of those who say “alerts feed on”; never an amount."),
        say("“round 5m every 1h” opens a round each hour, “round stop” ends that."),
    )
    buttons = (
        (*_topic_button(say, answer), _cap_button(say, chat)),
        (_opening_button(say, chat), _language_button("setup", chat.language)),
        (_feed_button(say, chat),),
    )
    title = say("This chat, changed") if answer.changed else say("This chat")
    return Screen("setup", title, fields, notes=notes, buttons=buttons, audience=Audience.OPEN)


def _openers(say: Wording, chat: Chat) -> str:
    if chat.role:
        return say("admins, and the role {role}").format(role=chat.role)
    return "admins" if chat.admins_open else "all"


def _feed_button(say: Wording, chat: Chat) -> Button:
    if chat.feed:
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
