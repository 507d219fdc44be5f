"""What goes to Discord, and what its refusals mean."""

import pytest

from bots.delivery.platform import Address, DownError, GoneError, Outgoing, SlowError, UncertainError, UnreachableError
from bots.screens.kit.screen import Screen
from tests.servers.discord.errors import Refusal
from tests.servers.discord.world import bits
from tests.worlds.on_discord import play

SCREEN = Screen("ping", "Pong", edit_key="position 1")


@pytest.mark.parametrize(
    ("fault", "outgoing", "error"),
    [
        ({"drop": True}, {"nonce": "n"}, DownError),
        ({"drop": True}, {}, UncertainError),
        ({"status": 403}, {"nonce": "n"}, DownError),
        ({"status": 429}, {"nonce": "n"}, SlowError),
    ],
)
def test_the_sender_says_what_trouble_means(fault, outgoing, error):
    async def talk(world):
        ann = world.person("Ann")
        await world.game.client.sender.open_conversation(str(ann.id))
        world.server.fault("POST", "/channels/[0-9]+/messages", times=9, **fault)
        with pytest.raises(error):
            await world.game.client.sender.send(Outgoing(Address("discord", str(ann.id)), (SCREEN,), **outgoing))

    play(talk)


def test_the_wire_tells_what_is_gone_from_who_is_gone():
    async def talk(world):
        ann, sender, general = world.person("Ann"), world.game.client.sender, str(world.general.id)
        here = Address("discord", chat=general)
        reference = await sender.send(Outgoing(here, (SCREEN,)))
        world.server.delete(world.general.messages[0])
        for gone in (reference, "@1/2", f"@{world.server.clock.id()}/2", f"{general}/5"):
            with pytest.raises(GoneError):
                await sender.send(Outgoing(here, (SCREEN,), edit=gone))
        nobody = Address("discord", user="1")
        with pytest.raises(UnreachableError):
            await sender.send(Outgoing(nobody, (SCREEN,)))
        with pytest.raises(UnreachableError):
            await sender.send(Outgoing(Address("discord", chat="2"), (SCREEN,)))
        ann.dms_open = False
        with pytest.raises(UnreachableError):
            await sender.send(Outgoing(Address("discord", user=str(ann.id)), (SCREEN,)))
        assert sender.closed == {"1", str(ann.id)}

    play(talk)


def test_where_messages_may_not_be_answered_they_are_written(caplog):
    """A missing permission of one channel stopped the whole of Discord."""

    async def talk(world):
        ann, write, general = world.person("Ann"), world.server.post, world.general
        world.server.overwrite(general, world.server.me, deny=["read_message_history"])

        def strict(channel, draft, *args, **kwargs):
            if draft.reference and not channel.permissions(world.server.me) & bits("read_message_history"):
                raise Refusal(403, 160002, "Cannot reply without permission to read message history")
            return write(channel, draft, *args, **kwargs)

        world.server.post = strict
        await ann.slash("round", channel=general, window="1m")
        await world.seconds(70, 100_000)
        await world.server.until(lambda: "void" in general.messages[-1].text and len(general.messages) == 2)

    play(talk)
