"""Whom nothing reaches alone is called in a group, if they allow it: by name, without an amount, and nobody else."""

import asyncio

from bots.delivery.platform import UnreachableError
from bots.screens.kit.screen import Call
from core.book import Identity
from tests.worlds.post import played


async def _lost(made, who: str, *sentences: str) -> None:
    """Somebody plays in a group, says these things, opens a long, blocks the bot and is liquidated."""
    for each in sentences:
        await made.says(who, each, "den")
    await made.says(who, "long btc 25 1001x")
    await made.price(100_000)
    await made.deliver()
    await made.quiet()
    made.platform.sent.clear()
    made.platform.trouble.append(UnreachableError("blocked"))
    await made.price(99_000)
    await made.deliver()
    await made.quiet()


def test_a_liquidation_calls_in_the_group():
    async def story(made):
        await _lost(made, "ann", "alerts mention on")
        await made.deliver()
        await made.quiet()
        return made.platform.sent, await made.untold()

    (private, public), untold = played(story)
    assert (private.address.user, private.calls) == ("ann", ())
    assert (public.address.chat, public.calls) == ("den", (Call("ann", "ann"),))
    (screen,) = public.screens
    assert screen.title.startswith("LIQUIDATED: ann's BTC long 1001x lived")
    assert "25" not in "".join((screen.title, *screen.notes)) and not public.silent
    assert untold == 0


def test_without_leave_nobody_is_called_and_it_waits():
    async def story(made):
        await _lost(made, "ann", "up 10")
        await made.deliver()
        await made.quiet()
        sent = list(made.platform.sent)
        await made.thread.call(made.engine.telling.returned, Identity("test", "ann"))
        await made.deliver()
        await made.quiet()
        return sent, made.platform.sent[len(sent) :]

    sent, later = played(story)
    assert [outgoing.address.user for outgoing in sent] == ["ann"]
    assert any(screen.title.startswith("LIQUIDATED") for outgoing in later for screen in outgoing.screens)
    assert not any(outgoing.calls for outgoing in (*sent, *later))


def test_who_was_in_no_group_is_not_called_elsewhere():
    async def story(made):
        await made.says("bob", "up 10", "den")
        await made.says("ann", "alerts mention on")
        await _lost(made, "ann")
        await made.deliver()
        await made.quiet()
        return made.platform.sent

    assert [outgoing.address.chat for outgoing in played(story)] == [""]


def test_a_group_that_is_gone_too_leaves_it_for_later():
    async def story(made):
        await _lost(made, "ann", "alerts mention on")
        made.platform.trouble.append(UnreachableError("kicked"))
        await made.deliver()
        await made.quiet()
        await made.deliver()
        await made.quiet()
        assert len(made.platform.sent) == 2
        await made.thread.call(made.engine.telling.returned, Identity("test", "ann"))
        await made.deliver()
        await made.quiet()
        return made.platform.sent

    *_before, last = played(story)
    assert last.address.user == "ann" and last.screens[0].title == "LIQUIDATED BTC long 1001x -25 pt"


def test_what_is_no_danger_calls_nobody():
    async def story(made):
        await made.says("ann", "alerts mention on", "den")
        await made.says("ann", "alerts settled loud", "den")
        await made.says("ann", "up 10 1m")
        await made.price(100_000)
        await made.deliver()
        await made.quiet()
        made.platform.sent.clear()
        made.platform.trouble += [UnreachableError("blocked")] * 3
        made.at_ms += 60_000
        await made.price(100_001)
        await made.deliver()
        await made.quiet()
        await made.deliver()
        await asyncio.sleep(0)
        return made.platform.sent

    assert not any(outgoing.calls for outgoing in played(story))
