"""What people chose, for themselves and for their chat; a button turns each choice to its next value."""

from bots.languages.texts import NAMES, _
from bots.screens.kit.fields import money, share, word
from bots.screens.kit.screen import Audience, Button, Rows, Screen
from core.messages.chats import SetupShown
from core.messages.players import SettingsShown
from core.money import POINT_DECIMALS, plain
from core.rules.chats import Chat
from core.rules.players import Player

_CONFIRM_ABOVE = 100  # points, where the question is turned on by a button
_STAKE_CAP = 50


def settings_screen(answer: SettingsShown) -> Screen:
    """Own settings."""
    player = answer.player
    fields = (
        share("Tolerance", _("Price tolerance"), player.tolerance_bps * 100),
        money("ConfirmAbove", _("Ask before opening above"), player.confirm_above),
        word("Presets", _("Margins offered"), " ".join(plain(micro, POINT_DECIMALS) for micro in player.margins)),
        word("Language", _("Language"), _language(player.language)),
    )
    notes = (
        _("Say “settings tolerance 0.2%”, “settings confirm 100”, “settings presets 10 25 50”."),
        _("Which alerts ring, and how: “alerts”."),
    )
    title = _("Settings changed") if answer.changed else _("Your settings")
    return Screen("settings", title, fields, notes=notes, buttons=_toggles(player))


def _toggles(player: Player) -> Rows:
    if player.confirm_above is None:
        ask = Button(_("Ask before large orders"), f"settings confirm {_CONFIRM_ABOVE}")
    else:
        ask = Button(_("Do not ask any more"), "settings confirm off")
    return ((ask, _language_button("settings", player.language)), (Button(_("Alerts"), "alerts"),))


def _language(code: str) -> str:
    return NAMES[code or "en"]


def _language_button(verb: str, code: str) -> Button:
    """The next language."""
    codes = list(NAMES)
    following = codes[(codes.index(code or "en") + 1) % len(codes)]
    return Button(NAMES[following], f"{verb} language {following}")


def setup_screen(answer: SetupShown) -> Screen:
    """What admins chose for their chat."""
    chat, schedule = answer.chat, answer.schedule
    every = f"{schedule.market} {schedule.minutes}m / {schedule.every_minutes}m" if schedule else None
    fields = (
        word("Topic", _("Topic"), chat.thread),
        money("Cap", _("Most in a round"), chat.stake_cap),
        word("Rounds", _("Rounds are opened by"), _openers(chat)),
        word("Feed", _("Feed of positions"), "on" if chat.feed else "off"),
        word("Every", _("Repeating round"), every),
        word("Language", _("Language"), _language(chat.language)),
    )
    notes = (
        _("Admins say “setup cap 100” or “setup rounds admins”, and in a topic “setup topic here”."),
        _("“setup feed on” tells what becomes of positions, of those who say “alerts feed on”; never an amount."),
        _("“round 5m every 1h” opens a round each hour, “round stop” ends that."),
    )
    buttons = (
        (*_topic_button(answer), _cap_button(chat)),
        (_opening_button(chat), _language_button("setup", chat.language)),
        (_feed_button(chat),),
    )
    title = _("This chat, changed") if answer.changed else _("This chat")
    return Screen("setup", title, fields, notes=notes, buttons=buttons, audience=Audience.OPEN)


def _openers(chat: Chat) -> str:
    if chat.role:
        return _("admins, and the role {role}").format(role=chat.role)
    return "admins" if chat.admins_open else "all"


def _feed_button(chat: Chat) -> Button:
    if chat.feed:
        return Button(_("No feed of positions"), "setup feed off")
    return Button(_("Tell of members' positions"), "setup feed on")


def _topic_button(answer: SetupShown) -> tuple[Button, ...]:
    """Where there are topics: not where a channel is a chat of its own."""
    if answer.chat.thread:
        return (Button(_("Play anywhere"), "setup topic off"),)
    return (Button(_("Play here"), "setup topic here"),) if answer.thread else ()


def _cap_button(chat: Chat) -> Button:
    if chat.stake_cap is not None:
        return Button(_("No cap"), "setup cap off")
    return Button(_("Cap of {points} pt").format(points=_STAKE_CAP), f"setup cap {_STAKE_CAP}")


def _opening_button(chat: Chat) -> Button:
    if chat.admins_open:
        return Button(_("Rounds by all"), "setup rounds all")
    return Button(_("Rounds by admins"), "setup rounds admins")
