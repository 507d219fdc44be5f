"""Draws the card of a position: 1200 x 675, JPEG without chroma subsampling, from a `Picture` and nothing else.

    market side leverage             badges     pure: the same request gives the same bytes; no file but the two fonts
    state                       ┌─────────┐     beside this one, no network. Callers run it in a thread, a few at once:
    +123.4 %                    │  chart  │ levels     it takes some 25 ms and a few MB for that time.
    caption                     └─────────┘
    facts in two columns                        The texts come from strangers as well: letters that the font cannot
    name                             handle     show are left out, everything is cut to the room there is.

A loss has the same room, the same light and the same care as a gain; only the hue differs.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from bots.screens.kit.attachments import Level, Mark, Mood, Picture

WIDTH, HEIGHT = 1200, 675
QUALITY = 92
MOST_BYTES = 600_000  # of any card; a typical one has a tenth of it

_FONTS = Path(__file__).parent / "fonts"
_MARGIN = 56
_CHART = (600, 150, 1000, 560)  # left, top, right, bottom; the levels are written to the right of it
_LEVELS_AT = 1016
_LABEL_HEIGHT = 44
_FINE = 2  # the chart is drawn so many times as large and reduced: smooth lines
_FLAT = 0.0004  # the least height of a chart, relative to its price
_REACH = 2.2  # a level further away than so many heights of the path stands at the edge, with an arrow
_MOST_POINTS = 1_000
_MOST_LETTERS = 64
_MOST_FACTS = 6

Rgb = tuple[int, int, int]
_WHITE: Rgb = (244, 246, 252)
_SOFT: Rgb = (172, 180, 200)
_PANEL: Rgb = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class _Colours:
    """The light of a card: its background from corner to corner, and the accent."""

    dark: Rgb
    light: Rgb
    accent: Rgb


_MOODS = {
    Mood.OPEN: _Colours((12, 18, 38), (30, 50, 98), (122, 178, 255)),
    Mood.GAIN: _Colours((6, 26, 30), (14, 78, 74), (88, 230, 178)),
    Mood.LOSS: _Colours((28, 12, 32), (92, 32, 62), (255, 146, 122)),
}
_LEVEL_COLOURS: dict[Mark, Rgb] = {
    Mark.ENTRY: (236, 240, 250),
    Mark.EXIT: (236, 240, 250),
    Mark.LIQUIDATION: (255, 112, 102),
    Mark.TAKEPROFIT: (98, 226, 166),
    Mark.STOPLOSS: (255, 196, 96),
}


def render(picture: Picture) -> bytes:
    """The card as a JPEG file."""
    colours = _MOODS[picture.mood]
    image = _light(colours).copy()
    draw = ImageDraw.Draw(image)
    _head(draw, picture, colours)
    _middle(draw, picture, colours)
    _facts(draw, picture)
    _foot(draw, picture)
    _chart(image, draw, picture, colours)
    file = BytesIO()
    image.save(file, "JPEG", quality=QUALITY, subsampling=0, optimize=False)
    return file.getvalue()


# The parts


@cache
def _light(colours: _Colours) -> Image.Image:
    """The background: dark below, light in the upper right corner."""
    across = Image.linear_gradient("L").rotate(90).resize((WIDTH, HEIGHT))
    upwards = Image.linear_gradient("L").rotate(180).resize((WIDTH, HEIGHT))
    mask = Image.blend(across, upwards, 0.55)
    return Image.composite(
        Image.new("RGB", (WIDTH, HEIGHT), colours.light), Image.new("RGB", (WIDTH, HEIGHT), colours.dark), mask
    )


def _head(draw: ImageDraw.ImageDraw, picture: Picture, colours: _Colours) -> None:
    """The market, and chips: side and leverage after it, the badges at the right."""
    font = _font(True, 46)
    market = _fitted(picture.market, font, 300)
    draw.text((_MARGIN, 84), market, _WHITE, font, anchor="ls")
    left = _MARGIN + round(font.getlength(market)) + 24
    for text in (picture.side, picture.leverage):
        left += _chip(draw, left, 84, _clean(text), colours.accent, colours.dark) + 12
    right = WIDTH - _MARGIN
    for number, badge in enumerate(picture.badges):
        shown, small = _clean(badge), _font(True, 22)
        width = round(small.getlength(shown)) + 32
        box = (right - width, 46, right, 90)
        fill, ink = (_WHITE, colours.dark) if not number else (None, _WHITE)
        draw.rounded_rectangle(box, 22, fill, _WHITE, 2)
        draw.text(((box[0] + box[2]) / 2, 68), shown, ink, small, anchor="mm")
        right = box[0] - 14


def _chip(draw: ImageDraw.ImageDraw, left: int, baseline: int, text: str, fill: Rgb, ink: Rgb) -> int:
    font = _font(True, 26)
    width = round(font.getlength(text)) + 28
    draw.rounded_rectangle((left, baseline - 36, left + width, baseline + 6), 10, fill)
    draw.text((left + width / 2, baseline - 15), text, ink, font, anchor="mm")
    return width


def _middle(draw: ImageDraw.ImageDraw, picture: Picture, colours: _Colours) -> None:
    """What became of it, and the figure that everybody looks at."""
    room = _CHART[0] - _MARGIN - 40
    draw.text((_MARGIN, 176), _fitted(picture.state, _font(True, 28), room), colours.accent, _font(True, 28), "ls")
    headline = _clean(picture.headline)
    size = next((size for size in range(112, 39, -4) if _font(True, size).getlength(headline) <= room), 40)
    draw.text((_MARGIN, 248), _fitted(headline, _font(True, size), room), _WHITE, _font(True, size), "lm")
    draw.text((_MARGIN, 334), _fitted(picture.caption, _font(False, 21), room), _SOFT, _font(False, 21), "ls")


def _facts(draw: ImageDraw.ImageDraw, picture: Picture) -> None:
    """Labels with their values below, two beside each other."""
    room = (_CHART[0] - _MARGIN - 40) // 2
    for number, (label, value) in enumerate(picture.facts[:_MOST_FACTS]):
        left, top = _MARGIN + number % 2 * room, 374 + number // 2 * 70
        draw.text((left, top + 18), _fitted(label, _font(False, 19), room - 16), _SOFT, _font(False, 19), "ls")
        draw.text((left, top + 48), _fitted(value, _font(True, 26), room - 16), _WHITE, _font(True, 26), "ls")


def _foot(draw: ImageDraw.ImageDraw, picture: Picture) -> None:
    draw.line((_MARGIN, 602, WIDTH - _MARGIN, 602), _SOFT, 1)
    font = _font(True, 26)
    draw.text((_MARGIN, 645), _fitted(picture.name, font, 560), _WHITE, font, "ls")
    draw.text((WIDTH - _MARGIN, 645), _fitted(picture.handle, font, 460), _SOFT, font, "rs")


# The chart


def _chart(image: Image.Image, draw: ImageDraw.ImageDraw, picture: Picture, colours: _Colours) -> None:
    left, top, right, bottom = _CHART
    path = _thinned(picture.path)
    low, high = _heights(path, picture.levels)
    panel = Image.new("RGB", ((right - left) * _FINE, (bottom - top) * _FINE))
    panel.paste(image.crop(_CHART).resize(panel.size))
    fine = ImageDraw.Draw(panel, "RGBA")
    fine.rounded_rectangle((0, 0, panel.width - 1, panel.height - 1), 18 * _FINE, (*_PANEL, 18))
    for level in picture.levels:
        if low <= level.price <= high:
            y = _height(level.price, low, high, panel.height)
            _dashed(fine, y, panel.width, _LEVEL_COLOURS[level.mark], level.mark is not Mark.LIQUIDATION)
    if path:
        _draw_path(fine, path, low, high, panel.size, colours.accent)
    image.paste(panel.reduce(_FINE), (left, top))
    if not path:
        y = top + _widest_gap([_height(each.price, low, high, bottom - top) for each in picture.levels], bottom - top)
        draw.text(((left + right) / 2, y), _clean(picture.chart), _SOFT, _font(False, 18), anchor="mm")
    _labels(draw, picture.levels, low, high)


def _thinned(path: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """Not more points than can be seen; always the last."""
    if len(path) <= _MOST_POINTS:
        return path
    return (*path[:: -(-len(path) // _MOST_POINTS)], path[-1])


def _heights(path: tuple[tuple[int, int], ...], levels: tuple[Level, ...]) -> tuple[float, float]:
    """The lowest and highest price of the chart: the path, its ends, and the levels that are near enough."""
    ends = [level.price for level in levels if level.mark in (Mark.ENTRY, Mark.EXIT)]
    prices = [price for _, price in path] + ends or [level.price for level in levels] or [1]
    reach = (max(prices) - min(prices) or max(prices) * _FLAT) * _REACH
    if path:
        near = [each.price for each in levels if min(prices) - reach <= each.price <= max(prices) + reach]
    else:
        near = [each.price for each in levels]
    low, high = min(prices + near), max(prices + near)
    room = max(high - low, high * _FLAT) * 0.1
    return low - room, high + room


def _height(price: float, low: float, high: float, height: int) -> float:
    return height * (high - price) / (high - low)


def _widest_gap(heights: list[float], height: float) -> float:
    """The middle of the largest room between lines."""
    lines = sorted([0, *heights, height])
    above, below = max(pairwise(lines), key=lambda pair: pair[1] - pair[0])
    return (above + below) / 2


def _dashed(draw: ImageDraw.ImageDraw, y: float, width: int, colour: Rgb, dashed: bool) -> None:
    step, dash = 22 * _FINE, 12 * _FINE
    if not dashed:
        step = dash = width
    for left in range(0, width, step):
        draw.line((left, y, min(left + dash, width), y), (*colour, 210), 2 * _FINE)


def _draw_path(
    draw: ImageDraw.ImageDraw,
    path: tuple[tuple[int, int], ...],
    low: float,
    high: float,
    size: tuple[int, int],
    colour: Rgb,
) -> None:
    """The price as a line with light below it, and a dot where it ended."""
    width, height = size
    inset = 14 * _FINE
    begin, span = path[0][0], max(1, path[-1][0] - path[0][0])
    points = [
        (inset + (width - 2 * inset) * (at_ms - begin) / span, _height(price, low, high, height))
        for at_ms, price in path
    ]
    if len(points) == 1:
        points = [(inset, points[0][1]), (width - inset, points[0][1])]
    draw.polygon([(points[0][0], height), *points, (points[-1][0], height)], (*colour, 36))
    draw.line(points, (*colour, 255), 3 * _FINE, joint="curve")
    x, y = points[-1]
    draw.ellipse((x - 8 * _FINE, y - 8 * _FINE, x + 8 * _FINE, y + 8 * _FINE), (*_WHITE, 255))
    draw.ellipse((x - 5 * _FINE, y - 5 * _FINE, x + 5 * _FINE, y + 5 * _FINE), (*colour, 255))


def _labels(draw: ImageDraw.ImageDraw, levels: tuple[Level, ...], low: float, high: float) -> None:
    """The levels beside the chart, each at its height, pushed apart where they would cover each other."""
    _left, top, _right, bottom = _CHART
    above = sorted(levels, key=lambda each: -each.price)
    heights = [top + _height(each.price, low, high, bottom - top) for each in above]
    places: list[float] = []
    for y in heights:
        places.append(max(y, places[-1] + _LABEL_HEIGHT if places else top + _LABEL_HEIGHT / 2))
    limit = bottom - _LABEL_HEIGHT / 2
    for number in range(len(places) - 1, -1, -1):
        places[number] = min(places[number], limit)
        limit = places[number] - _LABEL_HEIGHT
    room = WIDTH - _LEVELS_AT - 24
    for y, level in zip(places, above, strict=True):
        arrow = " ↑" if level.price > high else " ↓" if level.price < low else ""
        colour, small = _LEVEL_COLOURS[level.mark], _font(False, 17)
        draw.text((_LEVELS_AT, y - 3), _fitted(level.label + arrow, small, room), colour, small, "ls")
        bold = _font(True, 19)
        draw.text((_LEVELS_AT, y + 18), _fitted(level.shown, bold, room), _WHITE, bold, "ls")


# Letters


@cache
def _font(bold: bool, size: int) -> ImageFont.FreeTypeFont:
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(_FONTS / name, size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _nothing() -> bytes:
    """What the font draws for a letter that it does not have."""
    return bytes(_font(False, 24).getmask("\uffff"))


def _clean(text: str) -> str:
    """The letters that can be shown from left to right, each as itself; scripts that need more are left out."""
    shown = [letter for letter in unicodedata.normalize("NFC", text[: 4 * _MOST_LETTERS]) if _showable(letter)]
    return " ".join("".join(shown).split())[:_MOST_LETTERS]


@lru_cache(4_096)
def _showable(letter: str) -> bool:
    category, direction = unicodedata.category(letter), unicodedata.bidirectional(letter)
    if category[0] in "CM" or category in ("Zl", "Zp") or direction in ("R", "AL", "AN"):
        return False
    return letter == " " or bytes(_font(False, 24).getmask(letter)) != _nothing()


def _fitted(text: str, font: ImageFont.FreeTypeFont, room: float) -> str:
    """The text as far as it fits, with an ellipsis where it is cut."""
    shown = _clean(text)
    if font.getlength(shown) <= room:
        return shown
    while shown and font.getlength(shown + "…") > room:
        shown = shown[:-1]
    return shown.rstrip() + "…"
