"""The command menus that Telegram shows behind the `/` button, made from the menu of verbs.

    private chats       every verb
    groups              what is played and looked at together
    admins of groups    that, and what only they may do

Each in English for everybody, and in the other languages for who has set one of them. The game's texts are what the
bot says of itself, before anybody started it.
"""

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)

from bots.languages.texts import LANGUAGES, N_, Wording
from bots.on_telegram.escape import cut
from bots.on_telegram.limits import LIMITS
from bots.sentences.verbs import VERBS

DESCRIPTION = N_(
    "Call the price, feel the leverage, lose nothing: predictions, rounds with friends, and positions up to 1001x. "
    "All of it is play money; points are never bought, sold or passed on."
)
SHORT_DESCRIPTION = N_("Price predictions and absurd leverage, all play money.")

_UNLISTED = {"confirm"}  # said by buttons alone
_GROUP = ("up", "down", "round", "price", "top", "verify", "me", "positions", "daily", "whatif", "odds", "help")
_ADMIN = ("setup",)

Menu = tuple[BotCommandScope, str, tuple[BotCommand, ...]]


def menus() -> tuple[Menu, ...]:
    """Every menu: its scope, its language (empty: for everybody), its commands."""
    private = tuple(verb for verb in VERBS if verb not in _UNLISTED | set(_ADMIN))
    group = tuple(verb for verb in _GROUP if verb in VERBS)
    scopes = (
        (BotCommandScopeAllPrivateChats(), private),
        (BotCommandScopeAllGroupChats(), group),
        (BotCommandScopeAllChatAdministrators(), (*(verb for verb in _ADMIN if verb in VERBS), *group)),
    )
    return tuple(
        (scope, language.telegram, tuple(_command(Wording(language.code), verb) for verb in verbs))
        for scope, verbs in scopes
        for language in LANGUAGES.values()
    )


def _command(say: Wording, verb: str) -> BotCommand:
    return BotCommand(verb, cut(say(VERBS[verb].does), LIMITS.command_description))


async def publish(bot: Bot) -> None:
    """Set menus and descriptions, where they are not what they should be. The bot's name is its owner's."""
    for scope, language, commands in menus():
        if await bot.get_my_commands(scope, language_code=language or None) != commands:
            await bot.set_my_commands(commands, scope, language_code=language or None)
    for language in LANGUAGES.values():
        theirs, say = language.telegram or None, Wording(language.code)
        description = say(DESCRIPTION)
        if (await bot.get_my_description(theirs)).description != description:
            await bot.set_my_description(description, theirs)
        short = say(SHORT_DESCRIPTION)
        if (await bot.get_my_short_description(theirs)).short_description != short:
            await bot.set_my_short_description(short, theirs)
