"""The tables, and how an older file becomes a newer one.

Rules of the file
1. A migration that was released is never edited; the next one is another function under it. It runs inside a
   transaction together with the record of it, so no file is ever half migrated. A new column needs a default. Then
   `python -m tests.fixtures.make_schema` keeps a file of the new version, which every later program must open.
2. A table has the columns of its dataclass (`core.book.KEYS` names the primary keys), amounts and moments as integers.
   STRICT tables refuse what is not one: no float, no text in a number, nothing above 63 bits.
3. The database is the second assertion of the ledger's rules: inserting a transfer moves both balances, a balance
   below zero fails (house and mint excepted), a transfer can be neither changed nor removed.
4. Every query of a mark or a bell has a partial index that holds only what waits or is open, so that it costs the same
   however long the history is. An index costs each write that touches it, so nothing else has one without need.
"""

import sqlite3

from sqlite_utils import Database, Migrations

from storage.errors import SchemaError
from storage.sqlite.schema_1 import SCRIPTS

MIGRATIONS = Migrations("dumbdegen")


@MIGRATIONS(name="1 the game and its people")
def _the_game_and_its_people(db: Database) -> None:
    for script in SCRIPTS:
        _run(db, script)


def _run(db: Database, script: str) -> None:
    """Execute statements one by one: `executescript` would commit the migration's transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            db.execute(statement)
            statement = ""


def names(migrations: Migrations = MIGRATIONS) -> list[str]:
    """The names of all migrations, in their order; how many they are is the version of the schema."""
    return [migration.name for migration in migrations.pending(Database(memory=True))]


def bring_up_to_date(db: Database, file: str, migrations: Migrations = MIGRATIONS) -> None:
    """Make or migrate the tables of a file; foreign keys must be off, so that a table can be rebuilt.

    Raises SchemaError if it was written by a newer version, or is no book of ours.
    """
    applied = [migration.name for migration in migrations.applied(db)]
    known = names(migrations)
    if newer := [name for name in applied if name not in known]:
        raise SchemaError(
            f"{file} was written by a newer version of this program (it knows {newer[-1]!r}); install that version."
        )
    if not applied and set(db.table_names()) - {Migrations.migrations_table}:
        raise SchemaError(f"{file} is a database of another program; name another file.")
    migrations.apply(db)
