"""What the operator sees: the state of everything, a pause, a broadcast, a backup, links; and what all are told."""

from dataclasses import replace

from bots.languages.texts import _
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


def status_screen(answer: StatusShown) -> Screen:
    """How the game is."""
    census, backup = answer.census, answer.backup
    fields = (
        count("Players", _("Players"), census.players),
        count("Chats", _("Chats"), census.chats),
        count("Positions", _("Open positions"), census.positions),
        count("Orders", _("Waiting orders"), census.orders),
        count("Predictions", _("Predictions"), census.predictions),
        count("Rounds", _("Rounds"), census.rounds),
        moment("LastBackup", _("Last backup"), backup.ended_ms if backup else None),
    )
    lanes = tuple(
        (
            word("Untold", _("Untold"), lane.name),
            count("Count", _("How many"), lane.count),
            span("Oldest", _("Oldest"), max(0, answer.at_ms - lane.oldest_ms)),
        )
        for lane in answer.lanes
    )
    markets = tuple(
        (
            market_field(ticker.market),
            word("State", _("State"), condition.state.value if ticker.live(answer.at_ms) else "halted"),
            moment("Newest", _("Newest price"), ticker.published_ms or None),
        )
        for ticker, condition in answer.markets
    )
    notes = tuple(
        f"{ticker.market}: {why(ticker, condition)}"
        for ticker, condition in answer.markets
        if condition.state is not MarketState.LIVE
    )
    uses = ", ".join(f"“{use}”" for use in USES)
    pause = (Button(_("Pause all"), "admin pause all", Style.DANGER), Button(_("Resume all"), "admin resume all"))
    rest = (Button(_("Backup"), "admin backup"), Button(_("Links"), "admin links"), Button(_("Refresh"), "admin"))
    return Screen("admin", _("Status"), fields, lanes + markets, (*notes, uses), (pause, rest))


def with_program(screen: Screen, vitals: Vitals, report: SourcesReport) -> Screen:
    """The status of the game with that of the program, and of the sources of prices."""
    fields = (
        word("Version", _("Version"), vitals.version),
        span("Uptime", _("Up for"), vitals.uptime_ms),
        _size("Memory", _("Most memory"), vitals.memory),
        _size("Database", _("Database"), vitals.database),
    )
    sources = tuple(
        (word("Feed", _("Source"), source.name), word("State", _("State"), source.state)) for source in report.sources
    )
    return replace(screen, fields=(*fields, *screen.fields), items=screen.items + sources)


def _size(key: str, label: str, size: int) -> Field:
    return Field(key, label, str(size), f"{size // _MIB} MiB")


def pause_screen(answer: PauseSet) -> Screen:
    """Openings are stopped, or allowed again."""
    markets = word("Markets", _("Markets"), " ".join(answer.markets))
    state = word("State", _("State"), "paused" if answer.paused else "resumed")
    if answer.paused:
        again = Button(_("Resume all"), "admin resume all")
        notes = (_("Nothing opens there, also after a restart, until you resume. Closes are filled as always."),)
        return Screen("admin", _("Openings are paused"), (markets, state), (), notes, ((again,),), Tone.WARNING)
    notes = (_("What the guards of a price forbid stays forbidden until they agree."),)
    return Screen("admin", _("Openings are allowed"), (markets, state), (), notes, tone=Tone.GOOD)


def broadcast_card(now: BroadcastNow) -> Screen:
    """A broadcast: the question before it, that it is on its way, or the message itself."""
    sent = now.broadcast
    lines = tuple(line for line in map(str.strip, sent.text.splitlines()) if line)
    if now.told:
        return Screen("broadcast", _("A word from the operator"), notes=lines, silent=True)
    fields: Group = (count("Id", _("Number"), sent.number), count("People", _("People"), sent.people))
    key = f"broadcasting {sent.number}"
    if sent.sent_ms is None:
        title = _("Send this to {count} people?").format(count=sent.people)
        yes = Button(_("Send it"), f"admin send {sent.number}", Style.DANGER, once=True)
        return Screen("admin", title, fields, (), lines, ((yes,),), Tone.WARNING, key)
    title = _("On its way to {count} people").format(count=sent.people)
    return Screen("admin", title, fields, (), lines, tone=Tone.GOOD, edit_key=key)


def backup_card(now: BackupNow) -> Screen:
    """A copy of the database: being made, made, or not possible."""
    backup = now.backup
    fields: Group = (count("Id", _("Number"), backup.number), word("State", _("State"), backup.state.value))
    key = f"backup {backup.number}"
    match backup.state:
        case BackupState.ASKED:
            notes = (_("It is being made beside the game; here you read when it is done."),)
            return Screen("admin", _("A backup is being made"), fields, (), notes, edit_key=key)
        case BackupState.DONE:
            fields += (
                word("File", _("File"), backup.file),
                Field("Size", _("Size"), str(backup.size), _bytes(backup.size)),
            )
            return Screen("admin", _("The backup is made"), fields, tone=Tone.GOOD, edit_key=key)
        case BackupState.FAILED:
            return Screen("admin", _("No backup was made"), fields, (), (backup.error,), tone=Tone.BAD, edit_key=key)


def _bytes(size: int) -> str:
    return _("{count} bytes").format(count=figures.grouped(str(size)))


def links_screen(answer: LinksShown) -> Screen:
    """The newest links, to find the number of one."""
    items = tuple(
        (
            count("Id", _("Link"), link.number),
            word("Keeps", _("Stays"), keeps),
            word("Closes", _("Is closed"), closes),
            moment("Linked", _("Linked"), link.linked_ms),
            money("Points", _("Moved"), link.points),
        )
        for link, keeps, closes in answer.links
    )
    notes = (_("“admin unlink 3” undoes link 3."),) if items else (_("No accounts are linked."),)
    return Screen("admin", _("Links in force"), items=items, notes=notes)
