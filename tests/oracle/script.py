"""A transcript and the oracle's world, moved by the same steps; and where a console says something else."""

from datetime import UTC, datetime

from tests.oracle.things import MINUTE, SECOND, pt, usd
from tests.oracle.world import World

POSITION_CARDS = ("position", "liquidation", "takeprofit", "stoploss")


class Script:
    """A transcript and what must come of it: every step is a line for the console and the same step of a `World`.

    `answers[i]` are the fields that the answer to the i-th sentence must show (None: not compared). `opened`, `ended`
    hold what the screens of a position's opening and end must show, taken at that very mark.
    """

    def __init__(self, at_ms: int) -> None:
        self.world = World()
        self.lines: list[str] = []
        self.answers: list[list[dict[str, str]] | None] = []
        self.opened: dict[tuple[str, int], dict[str, str]] = {}
        self.ended: dict[tuple[str, int], dict[str, str]] = {}
        self._speaker, self._chat = "p1", "dm"
        self.at(at_ms)

    def at(self, at_ms: int) -> None:
        self.lines.append(f"!at {moment(at_ms)}")
        self.world.bell(at_ms)

    def price(self, market: str, units: int) -> None:
        self.lines.append(f"!price {market} {usd(units)}")
        self._mark(market, units, self.world.now + 1)

    def wait(self, seconds: int, hold: bool = False) -> None:
        self.lines.append(f"!wait {seconds}s{' hold' if hold else ''}")
        for _ in range(seconds):
            self._second(self.world.now + SECOND, hold)

    def tape(self, file: str, rows: list[tuple[int, str, int]], most: int) -> None:
        """The next rows of a tape, as the console plays them."""
        self.lines.append(f"!tape {file} {most}")
        skipped = [row for row in rows if row[0] <= self.world.now]
        before = skipped[-1][0] if skipped else None
        for at_ms, market, units in rows[len(skipped) : len(skipped) + most]:
            if before is not None and at_ms - before <= MINUTE:
                for second in range(before + SECOND, at_ms, SECOND):
                    if second > self.world.now:
                        self._second(second, hold=True)
            self._mark(market, units, at_ms)
            before = at_ms

    def say(self, player: str, sentence: str, *fields: dict[str, str], chat: str = "dm") -> None:
        """A sentence; `fields` are what its answer must show, one group or several."""
        self.world.join(player)
        if player != self._speaker:
            self.lines.append(f"!as {player}")
        if chat != self._chat:
            self.lines.append(f"!in {chat}")
        self._speaker, self._chat = player, chat
        self.lines.append(sentence)
        self.answers.append(list(fields) or None)

    def check_balance(self, player: str) -> None:
        self.world.join(player)
        self.say(player, "start", {"Balance": pt(self.world.balance[player])})

    def check_positions(self, player: str) -> None:
        mine = [each for each in self.world.positions if each.player == player and each.state == "open"]
        self.say(player, "positions", *(self.world.shown(each) for each in mine))

    def check_positions_and_predictions(self, player: str) -> None:
        world = self.world
        running = [each for each in world.predictions if each.player == player and each.state in ("waiting", "running")]
        shown = [world.shown(each) for each in world.positions if each.player == player and each.state == "open"]
        shown += [{"Id": str(each.number), "Entry": usd(each.entry), "Stake": pt(each.stake)} for each in running]
        self.say(player, "positions", *shown)

    def _second(self, at_ms: int, hold: bool) -> None:
        if hold:
            for market in sorted(self.world.markets):
                self._mark(market, self.world.markets[market].price, at_ms)
        self.world.bell(at_ms)

    def _mark(self, market: str, units: int, at_ms: int) -> None:
        self.world.mark(market, units, at_ms)
        for each in self.world.positions:
            key = (each.player, each.number)
            if key not in self.opened:
                self.opened[key] = self.world.shown(each)
            if each.state != "open" and key not in self.ended:
                self.ended[key] = self.world.shown(each)
                if each.state == "liquidated":
                    self.ended[key] |= self.world.post_mortem(each)

    def differences(self, screens: list[dict]) -> list[str]:
        """Where these screens say something else than the world."""
        found = []
        replies = [each for each in screens if each["kind"] == "reply"]
        if len(replies) != len(self.answers):
            found.append(f"{len(replies)} answers to {len(self.answers)} sentences")
        for number, (reply, expected) in enumerate(zip(replies, self.answers, strict=False)):
            groups = reply["items"] or [reply["fields"]]
            if expected is None:
                if reply["about"] == "refused":
                    found.append(f"sentence {number}: refused {reply['fields']} {reply['notes']}")
                continue
            if len(groups) != len(expected):
                found.append(f"sentence {number}: {len(groups)} groups, expected {len(expected)}: {reply}")
            for group, fields in zip(groups, _ordered(groups, expected), strict=False):
                found += _differ(f"sentence {number}", group, fields)
        cards = [each for each in reversed(screens) if each["about"] in POSITION_CARDS]
        told = {(each["to"], each["fields"].get("Id"), each["fields"].get("State")): each for each in cards}
        for wanted in (self.opened, self.ended):
            for (player, number), fields in wanted.items():
                screen = told.get((player, str(number), fields["State"]))
                if screen is None:
                    found.append(f"{player} was never told that {number} is {fields['State']}")
                else:
                    found += _differ(f"{player}'s {number}, {fields['State']}", screen["fields"], fields)
        return found


def _ordered(groups: list[dict[str, str]], expected: list[dict[str, str]]) -> list[dict[str, str]]:
    """Expected groups in the order of the screen, by Id where they have one."""
    by_id = {fields.get("Id"): fields for fields in expected}
    return [by_id.get(group.get("Id"), {}) if len(by_id) > 1 else expected[0] for group in groups]


def _differ(where: str, group: dict[str, str], expected: dict[str, str]) -> list[str]:
    return [
        f"{where}: {key} is {group.get(key)}, expected {value}"
        for key, value in expected.items()
        if group.get(key) != value
    ]


def moment(at_ms: int) -> str:
    """A moment as `!at` takes it."""
    at = datetime.fromtimestamp(at_ms // SECOND, UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%S") + f".{at_ms % SECOND:03d}Z"
