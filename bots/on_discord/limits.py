"""What Discord allows: one table, read by the adapter that keeps within it and by the strict server of the tests.

Per-route rates are not here: Discord changes them, tells them with every response, and discord.py obeys. What it does
not pace is the limit over all routes, so the adapter sends at most `paced` requests in a window of which Discord
allows `requests`.
"""

from dataclasses import dataclass, fields, replace


@dataclass(frozen=True, slots=True)
class DiscordLimits:
    """Times in milliseconds, texts in characters, the rest in pieces."""

    # How long
    answer_ms: int = 3_000  # until an interaction must be acknowledged
    token_ms: int = 900_000  # an interaction's token lives
    old_ms: int = 3_600_000  # older messages take few edits (30046)
    old_edits_ms: int = 20_000  # the window of `old_edits`, for each channel
    nonce_ms: int = 180_000  # an enforced nonce is remembered
    heartbeat_ms: int = 41_250
    # How much
    window_ms: int = 1_000
    requests: int = 50  # in a window, over all routes but the interactions'
    paced: int = 45  # what we send of them
    invalid_ms: int = 600_000
    invalid: int = 10_000  # 401, 403 and 429 in that time, then a ban
    old_edits: int = 3
    uninstalled_followups: int = 5  # in a server that did not install the app itself
    # Messages
    content: int = 2_000
    text: int = 4_000  # of all text displays of a message together
    components: int = 40  # nested ones count
    custom_id: int = 100
    nonce: int = 25
    attachments: int = 10
    attachment_bytes: int = 10_485_760
    filename: int = 255
    description: int = 1_024  # of an attachment, of a picture in a gallery, of a thumbnail
    gallery: int = 10
    section: int = 3
    embeds: int = 10
    pings: int = 100  # ids in allowed_mentions, each kind
    # Buttons, selects, modals
    row: int = 5
    button: int = 80
    url: int = 512
    options: int = 25
    option: int = 100  # its label, value and description
    placeholder: int = 150
    title: int = 45
    inputs: int = 5
    label: int = 45
    label_description: int = 100
    input: int = 4_000
    input_placeholder: int = 100
    # Commands
    commands: int = 100
    command: int = 32  # its name, an option's name
    command_description: int = 100
    command_options: int = 25
    command_text: int = 8_000  # names, descriptions and values of one command
    choices: int = 25
    choice: int = 100

    def scaled(self, factor: int) -> "DiscordLimits":
        """The same in a world where time runs this many times as fast."""
        times = {each.name: getattr(self, each.name) for each in fields(self) if each.name.endswith("_ms")}
        return replace(self, **{name: max(1, ms // factor) for name, ms in times.items()})
