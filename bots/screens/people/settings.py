"""A player's own settings."""

from bots.languages.texts import Wording
from bots.screens.kit.fields import money, share, word
from bots.screens.kit.screen import Button, Rows, Screen
from bots.screens.people.language import language_button, language_name
from core.messages.players import SettingsShown
from core.money import POINT_DECIMALS, plain
from core.rules.players import Player

_CONFIRM_ABOVE = 100  # points, where the question is turned on by a button


def settings_screen(say: Wording, answer: SettingsShown) -> Screen:
    """The settings with buttons that change them."""
    player = answer.player
    fields = (
        share(say, "Tolerance", say("Price tolerance"), player.tolerance_bps * 100),
        money(say, "ConfirmAbove", say("Ask before opening above"), player.confirm_above),
        word(
            say, "Presets", say("Margins offered"), " ".join(plain(micro, POINT_DECIMALS) for micro in player.presets)
        ),
        word(say, "Language", say("Language"), language_name(player.language)),
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
    return ((ask, language_button("settings", player.language)), (Button(say("Alerts"), "alerts"),))
