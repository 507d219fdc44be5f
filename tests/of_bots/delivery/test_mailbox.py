"""The mailbox of an address: what replaces what, and what is never left out."""

import asyncio
from typing import cast

import pytest

from bots.delivery.mailbox import Item, Lane, Mailbox
from bots.delivery.platform import Address
from bots.screens.kit.attachments import Document
from bots.screens.kit.screen import Screen
from core.rules.notices import Notice, Topic
from core.telling import AddressedNotice


def test_every_update_says_which_message_it_changes():
    """Seed 1: what was told about a link had none, and stopped the courier."""
    for topic in set(Topic) - {Topic.HALT, Topic.BROADCAST}:  # messages of their own
        assert Notice(topic, 7, 0, player=1).edit_key


def test_a_picture_is_not_left_out_for_another_screen():
    async def play() -> list[int]:
        mailbox, loop = Mailbox(Address("test", user="ann")), asyncio.get_running_loop()
        export = Screen("privacy", "all of it", document=Document("all.json", "{}"))
        for order, screen in enumerate((export, Screen("price", "BTC"), Screen("price", "ETH"))):
            mailbox.put(Item(Lane.REPLY, order, "", screen, [], "m1", answer=loop.create_future()))
        return [each.order for each in mailbox]

    assert asyncio.run(play()) == [0, 2]


@pytest.mark.parametrize("told", [False, True])
def test_of_two_answers_on_one_message_the_later_is_sent_unless_the_earlier_tells_news(told):
    """The news went with an answer that was left out, and counted as told: day 3002."""

    async def play() -> tuple[list[Item], bool]:
        mailbox, loop = Mailbox(Address("test", user="ann")), asyncio.get_running_loop()
        first = Item(Lane.REPLY, 1, "prediction 1", Screen("prediction", "1"), [], "m1", answer=loop.create_future())
        mailbox.put(first)
        if told:
            mailbox.put(Item(Lane.UPDATE, 2, "prediction 1", None, [cast(AddressedNotice, "it is won")]))
        mailbox.put(Item(Lane.REPLY, 3, "", Screen("price", "2"), [], "m1", answer=loop.create_future()))
        return list(mailbox), first.answer.done()

    left, answered = asyncio.run(play())
    assert [each.order for each in left] == ([1, 3] if told else [3])
    assert answered is not told
