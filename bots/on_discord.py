"""Discord as a caller: slash commands, buttons, menus and forms become sentences, and screens become messages.

    INTERACTION_CREATE --sentence--> reception --Screen--> the interaction's answer    personal: for one's own eyes only
                                                      --> the channel, by the post     a round's card, which must last
    notices ----------------------------------------> post --> discord_wire.py         direct messages, cards, results

Who speaks, where and with which rights is told by the interaction; the bot reads no messages. A chat of the game is a
channel or a thread. A server that has not added the bot is nobody's chat: there people play alone, as in a direct
conversation. One file per topic: what is said of an interaction here, how it is answered in discord_answers.py.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import aiohttp
import discord
import yarl
from discord import InteractionType

from bots import menu, slash, suggestions
from bots.desk import Desk, Said
from bots.discord_answers import Answer, AnsweredError, TooLateError
from bots.discord_buttons import PRESSED, Press, Spoken
from bots.discord_forms import modal_of, sent_in
from bots.discord_layout import Way, laid_out
from bots.discord_limits import DiscordLimits
from bots.discord_text import cut
from bots.discord_wire import PLATFORM, DiscordWire, paced, said_ms
from bots.engine_thread import EngineThread
from bots.forms import filled_in
from bots.menu_options import GROUPS_ONLY
from bots.post import Post
from bots.reception import Reception
from bots.screen import Audience, Screen
from bots.screens import refused
from bots.wire import Address
from core.answers import Refusal
from core.commands import Read
from core.notices import Outcome, Receipt
from core.ports import Identity
