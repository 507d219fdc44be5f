"""What Discord accepts as the components of a message or a modal, and what a person sees in them.

legacy message   action rows (5), each 5 buttons or one select
V2 message       flag 1 << 15: 40 components, nested ones counted, 4,000 characters of text displays in all

    top level    action row, section, text display, media gallery, file, separator, container
    container    the same, but no container
    section      1-3 text displays and one accessory: a button or a thumbnail
    gallery      1-10 pictures with a URL or an attachment of this message
modal            a title of 45, 1-5 of: label (18) around one input, action row around one text input, text display
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bots.on_discord.limits import DiscordLimits
from tests.servers.discord.errors import Form

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
ENTITY_SELECTS = {5: "user", 6: "role", 7: "mentionable", 8: "channel"}
SELECTS = {STRING_SELECT, *ENTITY_SELECTS}
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER, LABEL = 9, 10, 11, 12, 13, 14, 17, 18
LINK, PREMIUM = 5, 6
V2 = 1 << 15
_IN_CONTAINER = {ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR}
_IN_MESSAGE = _IN_CONTAINER | {CONTAINER}
_IN_LABEL = {TEXT_INPUT, *SELECTS}
_MOST_ID = (1 << 31) - 1
_MOST_ROWS = 5


def walk(components: list[dict]) -> Iterator[dict]:
    """Every component, parents first, as Discord counts them."""
    for each in components:
        yield each
        yield from walk(each.get("components") or [])
        yield from walk([each[name] for name in ("accessory", "component") if isinstance(each.get(name), dict)])


def numbered(components: list[dict]) -> list[dict]:
    """The components with the ids Discord gives those that have none."""
    taken = {each["id"] for each in walk(components) if each.get("id")}
    free = (number for number in range(1, 1_000) if number not in taken)
    for each in walk(components):
        each["id"] = each.get("id") or next(free)
    return components


class Checker:
    """Examines the components of one message or modal."""

    def __init__(self, limits: DiscordLimits, files: set[str]) -> None:
        self._limits = limits
        self._files = files
        self.used: set[str] = set()  # files that a component shows
        self._custom_ids: set[str] = set()

    def message(self, form: Form, components: Any, v2: bool) -> None:
        """Examine the components of a message under `form`."""
        if not isinstance(components, list):
            form.wrong("LIST_TYPE_CONVERT", "Only iterables may be used in a list.")
            return
        if not v2 and len(components) > _MOST_ROWS:
            form.wrong("BASE_TYPE_BAD_LENGTH", f"Must be {_MOST_ROWS} or fewer in length.")
        for number, each in enumerate(components):
            self._one(form.at(number), each, _IN_MESSAGE if v2 else {ROW})
        if form.complaints:
            return
        if (count := sum(1 for _ in walk(components))) > self._limits.components:
            most = self._limits.components
            message = f"Total number of components cannot exceed {most} (got {count})"
            form.wrong("COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", message)
        if sum(len(each["content"]) for each in walk(components) if each["type"] == TEXT) > self._limits.text:
            message = f"Components displayable text size exceeds maximum size of {self._limits.text}"
            form.wrong("COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", message)
        self._unique_ids(form, components)

    def modal(self, form: Form, data: dict) -> None:
        """Examine what a callback of type 9 says."""
        form.known(data, ("custom_id", "title", "components"))
        form.text(data, "custom_id", 1, self._limits.custom_id)
        form.text(data, "title", 1, self._limits.title)
        parts = form.list(data, "components", 1, self._limits.inputs)
        inside = form.at("components")
        for number, each in enumerate(parts):
            self._one(inside.at(number), each, {LABEL, ROW, TEXT}, modal=True)
        if not form.complaints:
            self._unique_ids(inside, parts)

    def _unique_ids(self, form: Form, components: list[dict]) -> None:
        ids = [each["id"] for each in walk(components) if each.get("id")]
        if len(ids) != len(set(ids)):
            form.wrong("COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated")

    def _one(self, form: Form, data: Any, allowed: set[int], modal: bool = False) -> None:
        data = form.object(data)
        kind = form.choice(data, "type", allowed)
        form.number(data, "id", 0, _MOST_ID)
        if kind not in allowed or isinstance(kind, bool):
            return
        match kind:
            case 1:
                self._row(form, data, modal)
            case 2:
                self._button(form, data)
            case 3 | 5 | 6 | 7 | 8:
                self._select(form, data, modal)
            case 4:
                self._text_input(form, data)
            case 9:
                self._section(form, data)
            case 10:
                form.known(data, ("type", "id", "content"))
                form.text(data, "content", 1, self._limits.text)
            case 11:
                form.known(data, ("type", "id", "media", "description", "spoiler"))
                self._media(form, data)
            case 12:
                form.known(data, ("type", "id", "items"))
                for number, each in enumerate(form.list(data, "items", 1, self._limits.gallery)):
                    item = form.at("items", number)
                    item.known(item.object(each), ("media", "description", "spoiler"))
                    self._media(item, item.object(each))
            case 13:
                form.known(data, ("type", "id", "file", "spoiler", "name", "size"))
                self._media(form, data, "file", "attachment")
            case 14:
                form.known(data, ("type", "id", "divider", "spacing"))
                form.flag(data, "divider")
                form.choice(data, "spacing", (1, 2), required=False)
            case 17:
                form.known(data, ("type", "id", "components", "accent_color", "spoiler"))
                form.number(data, "accent_color", 0, 0xFFFFFF)
                form.flag(data, "spoiler")
                for number, each in enumerate(form.list(data, "components", 1, self._limits.components)):
                    self._one(form.at("components", number), each, _IN_CONTAINER)
            case 18:
                form.known(data, ("type", "id", "label", "description", "component"))
                form.text(data, "label", 1, self._limits.label)
                form.text(data, "description", 0, self._limits.label_description, required=False)
                self._one(form.at("component"), data.get("component"), _IN_LABEL, modal=True)

    def _row(self, form: Form, data: dict, modal: bool) -> None:
        form.known(data, ("type", "id", "components"))
        inside = form.list(data, "components", 1, self._limits.row)
        allowed = {TEXT_INPUT} if modal else {BUTTON, *SELECTS}
        for number, each in enumerate(inside):
            self._one(form.at("components", number), each, allowed, modal)
        kinds = [each.get("type") for each in inside if isinstance(each, dict)]
        if len(kinds) > 1 and set(kinds) != {BUTTON}:
            form.at("components").wrong("COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the width.")

    def _section(self, form: Form, data: dict) -> None:
        form.known(data, ("type", "id", "components", "accessory"))
        for number, each in enumerate(form.list(data, "components", 1, self._limits.section)):
            self._one(form.at("components", number), each, {TEXT})
        self._one(form.at("accessory"), data.get("accessory"), {BUTTON, THUMBNAIL})

    def _button(self, form: Form, data: dict) -> None:
        form.known(data, ("type", "id", "style", "label", "emoji", "custom_id", "url", "disabled", "sku_id"))
        style = form.choice(data, "style", range(1, 7))
        form.text(data, "label", 1, self._limits.button, required=False)
        form.flag(data, "disabled")
        self._emoji(form, data)
        if style in (LINK, PREMIUM):
            if "custom_id" in data:
                form.wrong("BUTTON_COMPONENT_CUSTOM_ID_FORBIDDEN", "A custom id cannot be specified")
            if style == LINK:
                form.address(data, "url", self._limits.url, "https?|discord")
        else:
            self._custom_id(form, data)
            if "url" in data:
                form.wrong("BUTTON_COMPONENT_URL_FORBIDDEN", "A url cannot be specified")
        if style != PREMIUM and not data.get("label") and not data.get("emoji"):
            form.wrong("BUTTON_COMPONENT_INVALID_LABEL", "A button needs a label or an emoji")

    def _select(self, form: Form, data: dict, modal: bool) -> None:
        names = {"type", "id", "custom_id", "placeholder", "min_values", "max_values", "disabled", "required"}
        names |= {"options"} if data["type"] == STRING_SELECT else {"default_values", "channel_types"}
        form.known(data, names)
        self._custom_id(form, data)
        form.text(data, "placeholder", 0, self._limits.placeholder, required=False)
        least = form.number(data, "min_values", 0, self._limits.options)
        most = form.number(data, "max_values", 1, self._limits.options)
        least, most = 1 if least is None else least, 1 if most is None else most
        if least > most:
            form.at("min_values").wrong("SELECT_COMPONENT_MIN_OVER_MAX", "min_values is above max_values")
        if form.flag(data, "disabled") and modal:
            form.at("disabled").wrong("COMPONENT_DISABLED_IN_MODAL", "Modals cannot have disabled components")
        if modal and least == 0 and data.get("required", True):
            form.at("min_values").wrong("COMPONENT_REQUIRED_MIN_VALUES", "Required: min_values must be at least 1")
        if data["type"] == STRING_SELECT:
            self._options(form, data, most)

    def _options(self, form: Form, data: dict, most: int) -> None:
        options = form.list(data, "options", 1, self._limits.options)
        values, chosen = [], 0
        for number, each in enumerate(options):
            inside = form.at("options", number)
            option = inside.object(each)
            inside.known(option, ("label", "value", "description", "emoji", "default"))
            inside.text(option, "label", 1, self._limits.option)
            values.append(inside.text(option, "value", 1, self._limits.option))
            inside.text(option, "description", 0, self._limits.option, required=False)
            self._emoji(inside, option)
            chosen += inside.flag(option, "default")
        if len(set(values)) != len(values):
            form.at("options").wrong("SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is used")
        if most > len(options):
            form.at("max_values").wrong("NUMBER_TYPE_MAX", f"max_values is above the {len(options)} options")
        if chosen > most:
            form.at("options").wrong("SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", "More defaults than max_values")

    def _text_input(self, form: Form, data: dict) -> None:
        names = ("custom_id", "style", "label", "min_length", "max_length", "required", "value", "placeholder")
        form.known(data, ("type", "id", *names))
        self._custom_id(form, data)
        form.choice(data, "style", (1, 2))
        form.text(data, "label", 1, self._limits.label, required=False)
        least = form.number(data, "min_length", 0, self._limits.input) or 0
        most = form.number(data, "max_length", 1, self._limits.input)
        most = self._limits.input if most is None else most
        if least > most:
            form.at("min_length").wrong("TEXT_INPUT_MIN_OVER_MAX", "min_length is above max_length")
        form.flag(data, "required")
        form.text(data, "value", 0, most, required=False)
        form.text(data, "placeholder", 0, self._limits.input_placeholder, required=False)

    def _media(self, form: Form, data: dict, name: str = "media", schemes: str = "https?|attachment") -> None:
        media = form.at(name).object(data.get(name))
        form.at(name).known(media, ("url",))
        url = form.at(name).address(media, "url", 2_048, schemes)
        if url and url.startswith("attachment://"):
            file = url.removeprefix("attachment://")
            self.used.add(file)
            if file not in self._files:
                form.at(name).wrong("UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", f"No attachment {file}")
        form.text(data, "description", 0, self._limits.description, required=False)
        form.flag(data, "spoiler")

    def _custom_id(self, form: Form, data: dict) -> None:
        custom_id = form.text(data, "custom_id", 1, self._limits.custom_id)
        if custom_id in self._custom_ids:
            form.at("custom_id").wrong("COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
        if custom_id:
            self._custom_ids.add(custom_id)

    def _emoji(self, form: Form, data: dict) -> None:
        emoji = data.get("emoji")
        if emoji is None:
            return
        inside = form.at("emoji")
        emoji = inside.object(emoji)
        inside.known(emoji, ("id", "name", "animated"))
        name = emoji.get("name")
        if emoji.get("id") is None and (not isinstance(name, str) or not name or name.isascii() or len(name) > 16):
            inside.at("name").wrong("BUTTON_COMPONENT_INVALID_EMOJI", "Invalid emoji")


# What a person sees


@dataclass(frozen=True, slots=True)
class Button:
    """A button as a person sees it; `style` is primary, secondary, success, danger or link."""

    label: str
    style: str
    custom_id: str
    url: str
    disabled: bool
    emoji: str


@dataclass(frozen=True, slots=True)
class Select:
    """A menu: its choices are pairs of label and value, and `chosen` the values that are preset."""

    kind: str
    placeholder: str
    custom_id: str
    options: tuple[tuple[str, str], ...]
    chosen: tuple[str, ...]
    least: int
    most: int
    disabled: bool


@dataclass(frozen=True, slots=True)
class Input:
    """An input of a modal; `kind` is text, or that of a select."""

    kind: str
    label: str
    custom_id: str
    value: str
    placeholder: str
    required: bool
    least: int
    most: int
    options: tuple[tuple[str, str], ...]
    description: str


_STYLES = {1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link", 6: "premium"}
KINDS = {STRING_SELECT: "string", **ENTITY_SELECTS}


def texts(components: list[dict]) -> list[str]:
    """The text displays, from top to bottom."""
    return [each["content"] for each in walk(components) if each["type"] == TEXT]


def buttons(components: list[dict]) -> list[Button]:
    """The buttons, from top to bottom."""
    return [
        Button(
            each.get("label") or "", _STYLES[each["style"]], each.get("custom_id") or "", each.get("url") or "",
            bool(each.get("disabled")), (each.get("emoji") or {}).get("name") or "",
        )
        for each in walk(components)
        if each["type"] == BUTTON
    ]  # fmt: skip


def selects(components: list[dict]) -> list[Select]:
    """The menus, from top to bottom."""
    return [
        Select(
            KINDS[each["type"]], each.get("placeholder") or "", each["custom_id"],
            tuple((option["label"], option["value"]) for option in each.get("options") or ()),
            tuple(option["value"] for option in each.get("options") or () if option.get("default")),
            _or(each.get("min_values"), 1), _or(each.get("max_values"), 1), bool(each.get("disabled")),
        )
        for each in walk(components)
        if each["type"] in SELECTS
    ]  # fmt: skip


def inputs(components: list[dict], limits: DiscordLimits) -> list[Input]:
    """The inputs of a modal, from top to bottom."""
    found = []
    for part in components:
        inside = part.get("component") or (part.get("components") or [None])[0]
        if inside is None:
            continue
        text = inside["type"] == TEXT_INPUT
        found.append(
            Input(
                "text" if text else KINDS[inside["type"]],
                part.get("label") or inside.get("label") or "", inside["custom_id"], inside.get("value") or "",
                inside.get("placeholder") or "", _or(inside.get("required"), True),
                _or(inside.get("min_length"), 0) if text else _or(inside.get("min_values"), 1),
                _or(inside.get("max_length"), limits.input) if text else _or(inside.get("max_values"), 1),
                tuple((option["label"], option["value"]) for option in inside.get("options") or ()),
                part.get("description") or "",
            )
        )  # fmt: skip
    return found


def _or(value: Any, default: Any) -> Any:
    return default if value is None else value
