"""Leaderboards: who ranks, by what, and since when."""

from collections.abc import Callable

from core.messages.all import Refusal, Request
from core.messages.leaderboards import ShowTop, Standing, TopShown
from core.rules.players import season_start, week_start
from core.turn import Turn
from core.units import DAY_MS

RANKED_ENTRIES = 10  # fewer entries are luck, not rank
TOP_LINES = 10
_MEMBER_MS = 30 * DAY_MS  # who spoke in a chat since then stands in its leaderboard

RANKINGS: dict[str, Callable[[Standing], int]] = {
    "net": lambda standing: standing.net,
    "roi": lambda standing: standing.roi_ppm,
    "hits": lambda standing: standing.hit_ppm,
}


def top(turn: Turn, request: Request, command: ShowTop) -> TopShown:
    """A leaderboard: those with at least 10 entries, best first; ties in the order of joining."""
    everyone = command.everyone if command.everyone is not None else request.chat is None
    if not everyone and request.chat is None:
        raise Refusal("groups_only", verb="top chat")
    since = season_start(turn.at_ms) if command.season else week_start(turn.at_ms)
    chat = None if everyone else request.chat
    standings = turn.book.results.standings(since, turn.live, chat, turn.at_ms - _MEMBER_MS)
    mine = next((each for each in standings if each.player == request.player), None)
    ranked = [each for each in standings if each.entries >= RANKED_ENTRIES]
    ranked.sort(key=RANKINGS[command.by], reverse=True)
    return TopShown(tuple(ranked[:TOP_LINES]), mine, everyone, command.season, command.by, since)
