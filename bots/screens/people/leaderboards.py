"""Leaderboards, and the figures of one standing in them."""

from bots.languages.texts import Wording
from bots.screens.kit.fields import count, money, share, word
from bots.screens.kit.screen import Audience, Button, Group, Screen, listed
from core.messages.leaderboards import Standing, TopShown
from core.queries.leaderboards import RANKED_ENTRIES


def standing_fields(say: Wording, standing: Standing) -> Group:
    """The figures of one standing."""
    return (
        money(say, "NetPoints", say("Net"), standing.net, sign=True),
        share(say, "ROI", say("Return on what was put in"), standing.roi_ppm // 100 * 100, sign=True),
        share(say, "HitRate", say("Hit rate"), standing.hit_ppm // 100 * 100),
        count("Entries", say("Entries"), standing.entries),
    )


def top_screen(say: Wording, answer: TopShown) -> Screen:
    """A leaderboard."""
    items = tuple(
        (
            count("Rank", say("Rank"), rank),
            word(say, "Player", say("Player"), standing.name),
            *standing_fields(say, standing),
        )
        for rank, standing in enumerate(answer.standings, start=1)
    )
    where = say("everybody") if answer.everyone else say("this chat")
    when = say("this season") if answer.season else say("this week")
    notes = [
        say("Ranked from {least} entries on, by {by}.").format(least=RANKED_ENTRIES, by=_ranking_name(say, answer.by))
    ]
    if answer.mine is not None and answer.mine.entries < RANKED_ENTRIES:
        missing = RANKED_ENTRIES - answer.mine.entries
        notes.append(say("You are {missing} entries short of a rank.").format(missing=missing))
    title = say("Top of {where}, {when}").format(where=where, when=when)
    scope = "all" if answer.everyone else "chat"
    other = "week" if answer.season else "season"
    row = tuple(Button(_ranking_name(say, by), f"top {scope} {by}") for by in ("net", "roi", "hits"))
    switch = Button(say("This season") if other == "season" else say("This week"), f"top {scope} {other}")
    return Screen("top", title, **listed(items), notes=tuple(notes), buttons=(row, (switch,)), audience=Audience.OPEN)


def _ranking_name(say: Wording, by: str) -> str:
    return {"net": say("net points"), "roi": say("return"), "hits": say("hit rate")}[by]
