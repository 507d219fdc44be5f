"""What players do with their own account: claim points, set limits, take a break, choose settings."""

from dataclasses import replace

from core.actions.orders import give_back_forbidden
from core.checks import in_bounds, open_things
from core.ledger import MINT, player_account
from core.messages.all import Refusal
from core.messages.players import Claimed, LimitsShown, SetPresets, SettingsShown, TakeBreak
from core.queries.players import account, limits
from core.rules.players import Player, claim
from core.turn import Turn


def claim_daily(turn: Turn, player: Player) -> Claimed:
    """Give what there is to claim now: the day's points, or a refill."""
    purse = player_account(player.number)
    grant = claim(player, turn.balance(purse), not open_things(turn, player.number), turn.at_ms)
    if isinstance(grant, int):
        raise Refusal("daily_later", from_ms=grant, left_span_ms=grant - turn.at_ms)
    turn.move(f"{purse}:{turn.at_ms}", MINT, purse, grant.amount, "refill" if grant.refill else "daily")
    turn.save(grant.player)
    return Claimed(account(turn, grant.player), grant.amount, grant.refill)


def set_limits(turn: Turn, player: Player) -> LimitsShown:
    """Put a player's changed limits in force: they act at once, also on orders that wait."""
    turn.save(player)
    give_back_forbidden(turn, player)
    return limits(turn, player, changed=True)


def take_break(turn: Turn, player: Player, command: TakeBreak) -> LimitsShown:
    """Open nothing for a while; a break that lasts can only be made longer."""
    until = turn.at_ms + command.length_ms
    if until < player.break_until_ms:
        raise Refusal("break_longer", until_ms=player.break_until_ms)
    return set_limits(turn, replace(player, break_until_ms=until))


def set_presets(turn: Turn, player: Player, command: SetPresets) -> SettingsShown:
    """Choose the margins that are offered as buttons."""
    for micro in command.amounts:
        in_bounds("presets_bounds", micro, turn.rules.margin_min, turn.rules.margin_max)
    return set_choice(turn, replace(player, presets=command.amounts))


def set_choice(turn: Turn, player: Player) -> SettingsShown:
    """Keep a player with a changed setting."""
    turn.save(player)
    return SettingsShown(player, changed=True)
