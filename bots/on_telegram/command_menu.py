"""The command menus that Telegram shows behind the `/` button, made of the table of verbs.

    private chats       every verb that is listed and not for admins alone
    groups              verbs with a place in the menu of groups
    admins of groups    the same, below the verbs for admins

Each in English for everybody, and in every other language for those who have set it. The descriptions are what the bot
says of itself before anybody has started it.
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
from bots.sentences.row import MAX_LEVERAGE, Verb
from bots.sentences.verbs import VERBS

_DESCRIPTION = N_(
    "Call the price, feel the leverage, lose nothing: predictions, rounds with friends, and positions up to {most}x. "
    "All of it is play money; points are never bought, sold or passed on."
)
SHORT_DESCRIPTION = N_("Price predictions and absurd leverage, all play money.")

Menu = tuple[BotCommandScope, str, tuple[BotCommand, ...]]


def menus() -> tuple[Menu, ...]:
    """Every menu: its scope, its language (empty: for everybody), its commands."""
    private = [verb for verb in VERBS.values() if verb.listed and not verb.admins_only]
    admins = [verb for verb in VERBS.values() if verb.admins_only]
    placed = [(verb.group_menu, verb) for verb in VERBS.values() if verb.group_menu is not None]
    group = [verb for _place, verb in sorted(placed, key=lambda each: each[0])]
    scopes = (
        (BotCommandScopeAllPrivateChats(), private),
        (BotCommandScopeAllGroupChats(), group),
        (BotCommandScopeAllChatAdministrators(), [*admins, *group]),
    )
    return tuple(
        (scope, language.telegram, tuple(_command(Wording(language.code), verb) for verb in verbs))
        for scope, verbs in scopes
        for language in LANGUAGES.values()
    )


def _command(say: Wording, verb: Verb) -> BotCommand:
    return BotCommand(verb.name, cut(say(verb.does), LIMITS.command_description))


def description(say: Wording) -> str:
    """What the bot says of itself."""
    return say(_DESCRIPTION).format(most=MAX_LEVERAGE)


async def publish(bot: Bot) -> None:
    """Set the menus and descriptions that Telegram has otherwise. The bot's name is left to its owner."""
    for scope, code, commands in menus():
        if await bot.get_my_commands(scope, language_code=code or None) != commands:
            await bot.set_my_commands(commands, scope, language_code=code or None)
    for language in LANGUAGES.values():
        theirs, say = language.telegram or None, Wording(language.code)
        if (await bot.get_my_description(theirs)).description != (about := description(say)):
            await bot.set_my_description(about, theirs)
        short = say(SHORT_DESCRIPTION)
        if (await bot.get_my_short_description(theirs)).short_description != short:
            await bot.set_my_short_description(short, theirs)
