"""Where prices come from, as the operator chose: the market, a simulated one, or a recording.

PRICES=live        the sources of bots/on_prices/sources, decided by core/prices/anchors.py      results count as real
PRICES=sim         bots/on_prices/simulated.py                                   every screen says so
PRICES=tape:NAME   a crash tape that ships with the program, or a csv file    every screen says so
PRICES=            live with a token of a platform, else sim
"""

from dataclasses import dataclass
from typing import Literal

from bots.languages.texts import Wording


@dataclass(frozen=True, slots=True)
class PriceMode:
    """A kind of prices; `tape` is the name of the recording."""

    kind: Literal["live", "sim", "tape"]
    tape: str = ""

    @property
    def is_live(self) -> bool:
        """Whether the prices are real."""
        return self.kind == "live"

    def tag(self, say: Wording) -> str:
        """What every screen says of these prices; nothing of real ones."""
        match self.kind:
            case "live":
                return ""
            case "sim":
                return say("simulated")
            case "tape":
                return say("recording {name}").format(name=self.tape)


def mode_of(text: str, has_token: bool) -> PriceMode:
    """The mode of a checked setting; of an empty one, what fits."""
    match text.partition(":"):
        case "live", _colon, _rest:
            return PriceMode("live")
        case "sim", _colon, _rest:
            return PriceMode("sim")
        case "tape", _colon, tape:
            return PriceMode("tape", tape)
    return PriceMode("live") if has_token else PriceMode("sim")
