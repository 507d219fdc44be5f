"""How Discord says no: a status, a code, a sentence, and for a bad form a tree of what is wrong where.

A checker walks a payload with a `Form`, which collects complaints by path; `Form.done` refuses with all of them at
once, as Discord does (code 50035).
"""

import re
from collections.abc import Iterable
from typing import Any

BAD_FORM = 50035


class Refusal(Exception):
    """A request that Discord would refuse. `body` is what it answers."""

    def __init__(self, status: int, code: int, message: str, **more: Any) -> None:
        super().__init__(f"{status} {code} {message} {more or ''}".rstrip())
        self.status, self.code = status, code
        self.body = {"message": message, "code": code, **more}


def unauthorized() -> Refusal:
    return Refusal(401, 0, "401: Unauthorized")


def no_route() -> Refusal:
    return Refusal(404, 0, "404: Not Found")


def unknown_channel() -> Refusal:
    return Refusal(404, 10003, "Unknown Channel")


def unknown_guild() -> Refusal:
    return Refusal(404, 10004, "Unknown Guild")


def unknown_member() -> Refusal:
    return Refusal(404, 10007, "Unknown Member")


def unknown_message() -> Refusal:
    return Refusal(404, 10008, "Unknown Message")


def unknown_user() -> Refusal:
    return Refusal(404, 10013, "Unknown User")


def unknown_webhook() -> Refusal:
    return Refusal(404, 10015, "Unknown Webhook")


def unknown_interaction() -> Refusal:
    return Refusal(404, 10062, "Unknown interaction")


def already_acknowledged() -> Refusal:
    return Refusal(400, 40060, "Interaction has already been acknowledged.")


def too_many_followups() -> Refusal:
    return Refusal(400, 40094, "This interaction has hit the maximum number of follow up messages")


def missing_access() -> Refusal:
    return Refusal(403, 50001, "Missing Access")


def not_the_author() -> Refusal:
    return Refusal(403, 50005, "Cannot edit a message authored by another user")


def empty_message() -> Refusal:
    return Refusal(400, 50006, "Cannot send an empty message")


def closed_to_us() -> Refusal:
    return Refusal(403, 50007, "Cannot send messages to this user")


def missing_permissions() -> Refusal:
    return Refusal(403, 50013, "Missing Permissions")


def dead_token() -> Refusal:
    return Refusal(401, 50027, "Invalid Webhook Token")


def nothing_in_common() -> Refusal:
    return Refusal(403, 50278, "Cannot send messages to this user due to having no mutual guilds")


def thread_archived() -> Refusal:
    return Refusal(400, 50083, "Thread is archived")


def too_old_to_edit() -> Refusal:
    sentence = "Maximum number of edits to messages older than 1 hour reached. Try again later."
    return Refusal(429, 30046, sentence)


def not_json() -> Refusal:
    return Refusal(400, 50109, "The request body contains invalid JSON.")


def too_large() -> Refusal:
    return Refusal(413, 40005, "Request entity too large")


class Form:
    """A payload under examination. `at` goes a step deeper; complaints of all steps are collected together."""

    def __init__(self, path: tuple[str, ...] = (), complaints: list | None = None) -> None:
        self._path = path
        self.complaints: list[tuple[tuple[str, ...], str, str]] = [] if complaints is None else complaints

    def at(self, *steps: str | int) -> "Form":
        return Form((*self._path, *map(str, steps)), self.complaints)

    def wrong(self, code: str, message: str) -> None:
        """Note a complaint here."""
        self.complaints.append((self._path, code, message))

    def done(self) -> None:
        """Refuse if anybody complained."""
        if self.complaints:
            tree: dict[str, Any] = {}
            for path, code, message in self.complaints:
                node = tree
                for step in path:
                    node = node.setdefault(step, {})
                node.setdefault("_errors", []).append({"code": code, "message": message})
            raise Refusal(400, BAD_FORM, "Invalid Form Body", errors=tree)

    # What fields may be

    def known(self, data: dict, names: Iterable[str]) -> None:
        """No other fields than these. Discord overlooks them; here they are mistakes."""
        for name in sorted(data.keys() - set(names)):
            self.at(name).wrong("UNKNOWN_FIELD", "Discord knows no such field here.")

    def object(self, data: Any) -> dict:
        if isinstance(data, dict):
            return data
        self.wrong("MODEL_TYPE_CONVERT", "Only dictionaries may be used in this model.")
        return {}

    def list(self, data: dict, name: str, least: int, most: int, required: bool = True) -> list:
        value = data.get(name)
        if value is None:
            if required:
                self._required(name)
            return []
        if not isinstance(value, list):
            self.at(name).wrong("LIST_TYPE_CONVERT", "Only iterables may be used in a list.")
            return []
        if not least <= len(value) <= most:
            self.at(name).wrong("BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
        return value

    def text(self, data: dict, name: str, least: int, most: int, required: bool = True) -> str | None:
        value = data.get(name)
        if value is None:
            if required:
                self._required(name)
            return None
        if not isinstance(value, str):
            self.at(name).wrong("STRING_TYPE_CONVERT", "Could not interpret as string.")
            return None
        if len(value) < least:
            empty = ("BASE_TYPE_REQUIRED", "This field is required")
            self.at(name).wrong(*(("BASE_TYPE_MIN_LENGTH", f"Must be {least} or more in length.") if value else empty))
        if len(value) > most:
            self.at(name).wrong("BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        return value

    def number(self, data: dict, name: str, least: int, most: int, required: bool = False) -> int | None:
        value = data.get(name)
        if value is None:
            if required:
                self._required(name)
            return None
        if not isinstance(value, int) or isinstance(value, bool):
            self.at(name).wrong("NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
            return None
        if not least <= value <= most:
            self.at(name).wrong("NUMBER_TYPE_RANGE", f"int value should be between {least} and {most}.")
        return value

    def flag(self, data: dict, name: str) -> bool:
        value = data.get(name)
        if value is not None and not isinstance(value, bool):
            self.at(name).wrong("BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
        return value is True

    def choice(self, data: dict, name: str, allowed: Iterable, required: bool = True) -> Any:
        value = data.get(name)
        if value is None and not required:
            return None
        if value is None:
            self._required(name)
        elif isinstance(value, bool) or value not in set(allowed):
            self.at(name).wrong("BASE_TYPE_CHOICES", f"Value must be one of {tuple(sorted(allowed))}.")
        return value

    def address(self, data: dict, name: str, most: int, schemes: str, required: bool = True) -> str | None:
        value = self.text(data, name, 1, most, required)
        if value and not re.match(rf"(?:{schemes})://[^\s/]+", value):
            self.at(name).wrong("URL_TYPE_INVALID_SCHEME", f"Scheme must be one of ({schemes}).")
        return value

    def snowflake(self, value: Any) -> int | None:
        if isinstance(value, int | str) and not isinstance(value, bool) and re.fullmatch(r"[0-9]{1,20}", str(value)):
            return int(value)
        self.wrong("NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
        return None

    def _required(self, name: str) -> None:
        self.at(name).wrong("BASE_TYPE_REQUIRED", "This field is required")
