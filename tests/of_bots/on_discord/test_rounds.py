"""Rounds on Discord: in channels and threads, with five players, with and without the right to write there."""

import re

import pytest

from tests.of_bots.on_discord.test_conversations import figures
from tests.servers.discord.commands import Impossible
from tests.worlds.on_discord import play


def test_a_round_with_five_players_on_one_card_and_its_result_as_a_message_of_its_own():
    async def talk(world):
        people = [world.person(name) for name in ("Ann", "Bob", "Cay", "Dan", "Eve")]
        await people[0].slash("round", channel=world.general, window="1m")
        (card,) = world.general.messages
        assert card.interaction is None, "a card must outlive the interaction that asked for it"
        assert re.search(r"Locks \*\*<t:\d+:R>\*\*", card.text)
        for number, person in enumerate(people):
            answer = await person.presses(card, "Down 25" if number == 4 else "Up 25")
            assert answer.ephemeral and "Your bet in round 1" in answer.text
        await world.seconds(12, 100_000)
        await world.server.until(lambda: figures(card)["Pool"] == "125 pt")
        assert (figures(card)["Up"], figures(card)["Down"], figures(card)["Players"]) == ("100 pt", "25 pt", "5")
        assert card.edits <= 3, "five bets at once are one or two edits"
        await world.seconds(60, 100_000)
        await world.server.until(lambda: "locked at" in card.text)
        await world.seconds(60, 100_100)
        await world.server.until(lambda: "UP wins" in card.text)
        await world.server.until(lambda: len(world.general.messages) == 2)
        result = world.general.messages[-1]
        assert "UP wins" in result.text and int(result.reference["message_id"]) == card.id
        assert result.labels == ["New round", "Verify"] or "Verify" in result.labels
        answer = await people[4].presses(result, "Verify")
        assert answer.ephemeral and "Eve down" in answer.text
        await world.quiet()
        assert world.server.rates.hits == 0
        for person in people[:4]:
            assert float(await world.balance(person)) > 1_000
        assert await world.balance(people[4]) != "1000"
        assert {message.pinged for message in world.general.messages} == {frozenset()}

    play(talk)


def test_threads_have_rounds_of_their_own():
    async def talk(world):
        ann, bob = world.person("Ann"), world.person("Bob")
        thread = world.server.thread(world.general, "degens")
        await ann.slash("round", channel=world.general, window="5m")
        await bob.slash("round", channel=thread, window="1m")
        (card,), (other,) = world.general.messages, thread.messages
        assert "Round 1" in card.text and "Round 2" in other.text
        await ann.presses(other, "Up 25")
        await world.seconds(6, 100_000)
        await world.server.until(lambda: figures(other)["Pool"] == "25 pt")
        assert figures(card)["Pool"] == "0 pt"

    play(talk)


def test_what_is_set_up_holds_for_one_channel_and_there_is_no_topic_to_choose():
    async def talk(world):
        mod = world.person("Mod")
        world.server.role(world.guild, "mods", "manage_guild", members=[mod])
        thread = world.server.thread(world.general, "degens")
        with pytest.raises(Impossible):
            await mod.slash("setup", channel=thread, topic="here")
        shown = await mod.slash("setup", channel=thread, cap="50")
        assert not any(label.startswith("Play ") for label in shown.labels)
        assert "50" in figures(shown.message)["Most in a round"] and "Integrations" in shown.text
        assert "Most in a round" not in figures((await mod.slash("setup", channel=world.general)).message)

    play(talk)


def test_a_round_that_is_asked_for_again_is_shown_below_and_not_twice():
    async def talk(world):
        ann, bob = world.person("Ann"), world.person("Bob")
        await ann.slash("round", channel=world.general, window="5m")
        (first,) = world.general.messages
        await world.seconds(6, 100_000)
        await bob.slash("round", channel=world.general)
        (second,) = world.general.messages
        assert first.deleted and second is not first
        await bob.presses(second, "Up 25")
        await world.seconds(6, 100_000)
        await world.server.until(lambda: figures(second)["Pool"] == "25 pt")

    play(talk)


def test_a_card_is_written_anew_before_it_is_too_old_to_be_edited():
    async def talk(world):
        ann = world.person("Ann")
        await ann.slash("round", channel=world.general, window="1m")
        (card,) = world.general.messages
        world.server.pass_ms(55 * 60_000 + 1_000)
        await world.seconds(2, 100_000)
        await world.server.until(lambda: len(world.general.messages) >= 1 and world.general.messages[0] is not card)
        await world.quiet()
        assert card.deleted
        assert "void" in world.general.messages[0].text
        assert all(each.code != 30046 for each in world.server.refused)

    play(talk)


def test_without_the_right_to_write_no_round_opens_and_who_can_mend_it_is_told_how():
    async def talk(world):
        ann, mod = world.person("Ann"), world.person("Mod")
        world.server.role(world.guild, "mods", "manage_guild", members=[mod])
        world.server.overwrite(world.general, world.server.me, deny=["send_messages"])
        answer = await ann.slash("round", channel=world.general, window="5m")
        assert answer.ephemeral and "I lack Send Messages" in answer.text and "ask somebody" in answer.text
        answer = await mod.slash("round", channel=world.general, window="5m")
        assert answer.ephemeral and "Permissions, add my role" in answer.text
        assert world.general.messages == []
        world.server.overwrite(world.general, world.server.me)
        await mod.slash("round", channel=world.general, window="5m")
        assert len(world.general.messages) == 1

    play(talk)


def test_a_right_that_is_taken_in_the_middle_is_told_to_who_can_give_it_back():
    async def talk(world):
        ann, mod = world.person("Ann"), world.person("Mod")
        world.server.role(world.guild, "mods", "manage_roles", members=[mod])
        await ann.slash("round", channel=world.general, window="1m")
        await world.quiet()
        world.server.overwrite(world.general, world.server.me, deny=["view_channel"])
        await world.seconds(80, 100_000)
        await world.quiet()
        asked = len(world.server.asked("", f"/channels/{world.general.id}"))
        await world.seconds(20, 100_000)
        assert len(world.server.asked("", f"/channels/{world.general.id}")) == asked, "it goes on knocking"
        seen = len(ann.sees(world.general))
        await ann.slash("price", channel=world.general)
        await world.price(100_000)
        answer = await mod.slash("me", channel=world.general)
        await world.server.until(lambda: "View Channel" in answer.text)
        assert len(ann.sees(world.general)) == seen + 1

    play(talk)


def test_where_the_bot_is_no_member_people_play_alone_and_are_told_how_to_have_rounds():
    async def talk(world):
        ann = world.server.user("Ann", installed=True)
        elsewhere = world.server.guild("Elsewhere", ann, installed=False)
        lobby = world.server.channel(elsewhere, "lobby")
        card = (await ann.slash("long", channel=lobby, market="BTC", margin="25", leverage=100)).message
        assert card.ephemeral
        await world.price(100_000)
        await world.server.until(lambda: "is open" in card.text)
        answer = await ann.slash("up", channel=lobby, stake="25", window="5m")
        assert "BTC up 5 min" in answer.text
        world.server.pass_ms(1_500)
        commands = {each["name"]: each for each in world.server.commands[None]}
        assert commands["round"]["integration_types"] == [0], "rounds are not even offered there"
        commands["round"] |= {"integration_types": [0, 1], "contexts": [0, 1, 2]}  # an old client still has it
        answer = await ann.slash("round", channel=lobby, window="5m")
        assert answer.ephemeral and "Add to server" in answer.text

    play(talk)


def test_only_who_manages_the_server_cancels_a_round_and_the_right_is_read_at_the_act():
    async def talk(world):
        ann, mod = world.person("Ann"), world.person("Mod")
        role = world.server.role(world.guild, "mods", "manage_guild", members=[mod])
        await mod.slash("round", channel=world.general, window="5m")
        assert "for the admins" in (await ann.slash("round", channel=world.general, do="cancel")).text
        world.guild.members[mod.id].discard(role.id)
        assert "for the admins" in (await mod.slash("round", channel=world.general, do="cancel")).text
        world.guild.members[ann.id].add(role.id)
        world.server.pass_ms(1_000)
        assert "is cancelled" in (await ann.slash("round", channel=world.general, do="cancel")).text

    play(talk)


def test_who_manages_the_server_sets_the_chat_up_and_nobody_else_can():
    async def talk(world):
        ann, mod = world.person("Ann"), world.person("Mod")
        world.server.role(world.guild, "mods", "manage_guild", members=[mod])
        with pytest.raises(Impossible):
            await ann.slash("setup", channel=world.general)
        await mod.slash("setup", channel=world.general, cap="50")
        await mod.slash("round", channel=world.general, window="5m")
        assert "Not done" in (await ann.slash("up", channel=world.general, stake="60")).text
        assert "Your bet" in (await ann.slash("up", channel=world.general, stake="50")).text

    play(talk)


def test_a_role_may_open_rounds_where_not_everybody_does_also_by_a_button():
    async def talk(world):
        ann, bob, mod = world.person("Ann"), world.person("Bob"), world.person("Mod")
        world.server.role(world.guild, "mods", "manage_guild", members=[mod])
        hosts = world.server.role(world.guild, "hosts", members=[ann])
        shown = await mod.slash("setup", channel=world.general, role=hosts)
        assert str(hosts.id) in figures(shown.message)["Rounds are opened by"]
        assert "role that they chose" in (await bob.slash("round", channel=world.general, window="5m")).text
        await ann.slash("round", channel=world.general, window="5m")
        assert "Round" in world.general.messages[-1].text

    play(talk)


def test_a_channel_that_is_deleted_or_a_bot_that_is_kicked_ends_nothing_else():
    async def talk(world):
        ann = world.person("Ann")
        other = world.server.channel(world.guild, "other")
        await ann.slash("round", channel=other, window="1m")
        await ann.slash("up", channel=other, stake="25")
        world.server.delete_channel(other)
        await world.seconds(80, 100_000)
        await world.quiet()
        answer = await ann.slash("me", channel=world.general)
        assert not answer.failed
        await ann.slash("round", channel=world.general, window="1m")
        world.server.kick(world.guild)
        await world.seconds(75, 100_000)
        await world.quiet()
        await world.seconds(3, 100_000)
        assert not (await ann.slash("me")).failed

    play(talk)


def test_a_locked_thread_is_left_alone_and_an_archived_one_is_opened_again():
    async def talk(world):
        ann = world.person("Ann")
        thread = world.server.thread(world.general, "degens")
        await ann.slash("round", channel=thread, window="1m")
        (card,) = thread.messages
        world.server.archive(thread)
        await world.seconds(72, 100_000)
        await world.quiet()
        assert not thread.archived and "void" in thread.messages[-1].text
        world.server.archive(thread, locked=True)
        assert card in thread.messages

    play(talk)
