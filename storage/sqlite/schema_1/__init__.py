"""The tables of the first schema, by topic. Files of this schema exist, so it stays as it is: see `migrations.py`."""

from storage.sqlite.schema_1 import alerts, bets, ledger, links, markets, operator, outbox, players, positions, privacy

_TOPICS = (ledger, markets, positions, bets, players, alerts, outbox, privacy, links, operator)
SCRIPTS = tuple(topic.SCRIPT for topic in _TOPICS)
