"""What the operator sees: the state of everything, a pause, a broadcast, a backup, links; and what all are told."""

from dataclasses import replace

from bots.languages.texts import Wording
from bots.runtime.operators import Vitals
from bots.runtime.source_health import SourcesReport
from bots.screens.kit import figures
from bots.screens.kit.fields import count, market_field, moment, money, span, word
from bots.screens.kit.screen import Button, Field, Group, Screen, Style, Tone
from bots.screens.markets.halts import why
from bots.sentences.operator import USES
from core.messages.operator import BackupNow, BroadcastNow, LinksShown, PauseSet, StatusShown
from core.prices.conditions import MarketState
from core.rules.operator import BackupState

_MIB = 1_048_576


def status_screen(say: Wording, answer: StatusShown) -> Screen:
    """The state of the game: how much of everything there is, what waits, and the markets."""
    census, backup = answer.census, answer.backup
    fields = (
        count("Players", say("Players"), census.players),
        count("Chats", say("Chats"), census.chats),
        count("Positions", say("Open positions"), census.positions),
        count("Orders", say("Waiting orders"), census.orders),
        count("Predictions", say("Predictions"), census.predictions),
        count("Rounds", say("Rounds"), census.rounds),
        moment(say, "LastBackup", say("Last backup"), backup.ended_ms if backup else None),
    )
    lanes = tuple(
        (
            word(say, "Untold", say("Untold"), lane.name),
            count("Count", say("How many"), lane.count),
            span(say, "Oldest", say("Oldest"), max(0, answer.at_ms - lane.oldest_ms)),
        )
        for lane in answer.lanes
    )
    markets = tuple(
        (
            market_field(say, ticker.market),
            word(say, "State", say("State"), condition.state.value if ticker.live(answer.at_ms) else "halted"),
            moment(say, "Newest", say("Newest price"), ticker.published_ms or None),
        )
        for ticker, condition in answer.markets
    )
    notes = tuple(
        f"{ticker.market}: {why(say, ticker, condition)}"
        for ticker, condition in answer.markets
        if condition.state is not MarketState.LIVE
    )
    uses = ", ".join(f"“{use}”" for use in USES)
    pause = (Button(say("Pause all"), "admin pause all", Style.DANGER), Button(say("Resume all"), "admin resume all"))
    rest = (Button(say("Backup"), "admin backup"), Button(say("Links"), "admin links"), Button(say("Refresh"), "admin"))
    return Screen("admin", say("Status"), fields, lanes + markets, (*notes, uses), (pause, rest))


def with_program(say: Wording, screen: Screen, vitals: Vitals, report: SourcesReport) -> Screen:
    """The status of the game with that of the program, and of the sources of prices."""
    fields = (
        word(say, "Version", say("Version"), vitals.version),
        span(say, "Uptime", say("Up for"), vitals.uptime_ms),
        _size("Memory", say("Most memory"), vitals.memory),
        _size("Database", say("Database"), vitals.database),
    )
    sources = tuple(
        (word(say, "Feed", say("Source"), source.name), word(say, "State", say("State"), source.state))
        for source in report.sources
    )
    return replace(screen, fields=(*fields, *screen.fields), items=screen.items + sources)


def _size(key: str, label: str, size: int) -> Field:
    return Field(key, label, str(size), f"{size // _MIB} MiB")


def pause_screen(say: Wording, answer: PauseSet) -> Screen:
    """Openings are stopped, or allowed again."""
    markets = word(say, "Markets", say("Markets"), " ".join(answer.markets))
    state = word(say, "State", say("State"), "paused" if answer.paused else "resumed")
    if answer.paused:
        again = Button(say("Resume all"), "admin resume all")
        notes = (say("Nothing opens there, also after a restart, until you resume. Closes are filled as always."),)
        return Screen("admin", say("Openings are paused"), (markets, state), (), notes, ((again,),), Tone.WARNING)
    notes = (say("What the guards of a price forbid stays forbidden until they agree."),)
    return Screen("admin", say("Openings are allowed"), (markets, state), (), notes, tone=Tone.GOOD)


def broadcast_card(say: Wording, now: BroadcastNow) -> Screen:
    """A broadcast: the question before it, that it is on its way, or the message itself."""
    sent = now.broadcast
    lines = tuple(line for line in map(str.strip, sent.text.splitlines()) if line)
    if now.told:
        return Screen("broadcast", say("A word from the operator"), notes=lines, silent=True)
    fields: Group = (count("Id", say("Number"), sent.number), count("People", say("People"), sent.people))
    key = f"broadcasting {sent.number}"
    if sent.sent_ms is None:
        title = say("Send this to {count} people?").format(count=sent.people)
        yes = Button(say("Send it"), f"admin send {sent.number}", Style.DANGER, once=True)
        return Screen("admin", title, fields, (), lines, ((yes,),), Tone.WARNING, key)
    title = say("On its way to {count} people").format(count=sent.people)
    return Screen("admin", title, fields, (), lines, tone=Tone.GOOD, edit_key=key)


def backup_card(say: Wording, now: BackupNow) -> Screen:
    """A copy of the database: being made, made, or not possible."""
    backup = now.backup
    fields: Group = (count("Id", say("Number"), backup.number), word(say, "State", say("State"), backup.state.value))
    key = f"backup {backup.number}"
    match backup.state:
        case BackupState.ASKED:
            notes = (say("It is being made beside the game; here you read when it is done."),)
            return Screen("admin", say("A backup is being made"), fields, (), notes, edit_key=key)
        case BackupState.DONE:
            fields += (
                word(say, "File", say("File"), backup.file),
                Field("Size", say("Size"), str(backup.size), _bytes(say, backup.size)),
            )
            return Screen("admin", say("The backup is made"), fields, tone=Tone.GOOD, edit_key=key)
        case BackupState.FAILED:
            return Screen("admin", say("No backup was made"), fields, (), (backup.error,), tone=Tone.BAD, edit_key=key)


def _bytes(say: Wording, size: int) -> str:
    return say("{count} bytes").format(count=figures.grouped(str(size)))


def links_screen(say: Wording, answer: LinksShown) -> Screen:
    """The newest links, to find the number of one."""
    items = tuple(
        (
            count("Id", say("Link"), link.number),
            word(say, "Keeps", say("Stays"), keeps),
            word(say, "Closes", say("Is closed"), closes),
            moment(say, "Linked", say("Linked"), link.linked_ms),
            money(say, "Points", say("Moved"), link.points),
        )
        for link, keeps, closes in answer.links
    )
    notes = (say("“admin unlink 3” undoes link 3."),) if items else (say("No accounts are linked."),)
    return Screen("admin", say("Links in force"), items=items, notes=notes)
