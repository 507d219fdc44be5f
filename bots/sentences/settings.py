"""How `settings` and `setup` are read: what players choose for themselves, and admins for a chat. Raises Refusal."""

import re

from bots.languages.texts import LANGUAGES, N_
from bots.sentences import numbers
from bots.sentences.alerts import ring
from bots.sentences.row import Option, Takes, Verb
from bots.sentences.words import at_most, unfinished
from core.messages.all import Command, Refusal
from core.messages.chats import SetAdminsOpen, SetChatLanguage, SetGroupFeed, SetStakeCap, SetThread, ShowSetup
from core.messages.players import SetConfirm, SetLanguage, SetPresets, SetTolerance, ShowSettings
from core.rules.players import MAX_TOLERANCE_BPS

MAX_PRESETS = 4


def _settings(words: list[str]) -> Command:
    match words:
        case []:
            return ShowSettings()
        case ["tolerance", text]:
            return SetTolerance(_tolerance_bps(text))
        case ["confirm", "off"]:
            return SetConfirm(None)
        case ["confirm", text]:
            return SetConfirm(numbers.fixed_points(text))
        case ["language", code]:
            return SetLanguage(_language(code))
        case ["presets", _, *_]:
            return SetPresets(_presets(words[1:]))
        case ["alert", *rest]:
            return ring("settings alert", rest)
        case ["tolerance" | "confirm" | "language", _, extra, *_]:
            raise Refusal("word_extra", word=numbers.shown(extra), verb="settings")
        case _:
            raise unfinished("settings_unknown", "settings", words[0], _SETTINGS)


_SETTINGS = {
    "tolerance": "settings tolerance 0.2%",
    "confirm": "settings confirm 100",
    "presets": "settings presets 10 25 50 100",
    "alert": "settings alert settled loud",
    "language": "settings language de",
}


def _tolerance_bps(text: str) -> int:
    ppm = numbers.ratio(text, bare=True)
    bps, rest = divmod(ppm or 0, 100)
    if rest or not 1 <= bps <= MAX_TOLERANCE_BPS:
        raise Refusal("tolerance_bounds", word=numbers.shown(text), most_bps=MAX_TOLERANCE_BPS)
    return bps


def _language(word: str) -> str:
    if word not in LANGUAGES:
        raise Refusal("language_unknown", word=numbers.shown(word), known=" ".join(LANGUAGES))
    return word


def _presets(words: list[str]) -> tuple[int, ...]:
    if len(words) > MAX_PRESETS:
        raise Refusal("presets_many", count=len(words), most=MAX_PRESETS, example=_SETTINGS["presets"])
    amounts: dict[int, str] = {}
    for word in words:
        micro = numbers.fixed_points(word)
        if micro in amounts:
            first, again = numbers.shown(amounts[micro]), numbers.shown(word)
            raise Refusal("word_twice", what="preset", first=first, word=again, verb="settings presets",
                          example=_SETTINGS["presets"])  # fmt: skip
        amounts[micro] = word
    return tuple(amounts)


def _setup(words: list[str]) -> Command:
    at_most(2, "setup", words)
    match words:
        case []:
            return ShowSetup()
        case ["topic", "here" | "off" as where]:
            return SetThread(where == "here")
        case ["cap", "off"]:
            return SetStakeCap(None)
        case ["cap", text]:
            return SetStakeCap(numbers.fixed_points(text))
        case ["rounds", "admins" | "all" as who]:
            return SetAdminsOpen(who == "admins")
        case ["rounds", role] if found := _ROLE.fullmatch(role):
            return SetAdminsOpen(True, found[1])
        case ["feed", "on" | "off" as word]:
            return SetGroupFeed(word == "on")
        case ["language", code]:
            return SetChatLanguage(_language(code))
        case [("topic" | "rounds" | "feed") as what, word]:
            raise Refusal("word_unknown", word=numbers.shown(word), verb=f"setup {what}", near="")
        case _:
            raise unfinished("setup_unknown", "setup", words[0], _SETUP)


_ROLE = re.compile(r"(?:<@&)?([1-9][0-9]{15,19})>?")  # a role of Discord, perhaps as its mention
_SETUP = {
    "topic": "setup topic here",
    "cap": "setup cap 100",
    "rounds": "setup rounds admins",
    "feed": "setup feed on",
    "language": "setup language de",
}

VERBS = (
    Verb(
        "settings",
        "[tolerance ..] [confirm ..] [presets ..] [language ..]",
        N_("tolerance, questions, presets, language"),
        (
            "settings",
            "settings tolerance 0.2%",
            "settings confirm 100",
            "settings presets 10 25 50 100",
            "settings language de",
        ),
        _settings,
        (
            Option(
                "tolerance",
                N_("how far a price may move before an order fills, in percent"),
                "tolerance {}%",
                Takes.DECIMAL,
                low=0,
                high=MAX_TOLERANCE_BPS // 100,
            ),
            Option("confirm", N_("ask before opening with more points than this, or off"), "confirm {}", also=("off",)),
            Option("presets", N_("margins offered as buttons, up to 4: 10 25 50 100"), "presets {}"),
            Option("language", N_("the language I speak with you"), "language {}", choices=tuple(LANGUAGES)),
        ),
    ),
    Verb(
        "setup",
        "[topic here|off] [cap amount|off] [rounds all|admins] [feed on|off] [language ..]",
        N_("what this chat plays, and where (chat admins)"),
        ("setup", *_SETUP.values()),
        _setup,
        (
            # A channel or a thread of Discord is a chat of its own.
            Option("topic", N_("play here, or anywhere (off)"), "topic {}", choices=("here", "off"), on_discord=False),
            Option("cap", N_("most points one player may put into a round, or off"), "cap {}", also=("off",)),
            Option("rounds", N_("who may open rounds"), "rounds {}", choices=("all", "admins")),
            Option("role", N_("besides admins, who has this role opens rounds"), "rounds {}", takes=Takes.ROLE),
            Option("feed", N_("tell here what becomes of members' positions"), "feed {}", choices=("on", "off")),
            Option("language", N_("the language I speak in this chat"), "language {}", choices=tuple(LANGUAGES)),
        ),
        groups_only=True,
        admins_only=True,
    ),
)
