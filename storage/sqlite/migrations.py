"""The tables, and how an older file becomes a newer one.

Rules of the file
1. A migration that was released is never edited; the next one is another function under it. It runs inside a
   transaction together with the record of it, so no file is ever half migrated. A new column needs a default.
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
from storage.sqlite import tables_game, tables_people

MIGRATIONS = Migrations("dumbdegen")


@MIGRATIONS(name="1 the game and its people")
def _the_game_and_its_people(db: Database) -> None:
    for script in (*tables_game.SCRIPTS, *tables_people.SCRIPTS):
        _run(db, script)


def _run(db: Database, script: str) -> None:
    """Execute statements one by one: `executescript` would commit the migration's transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            db.execute(statement)
            statement = ""


def bring_up_to_date(db: Database, name: str, migrations: Migrations = MIGRATIONS) -> None:
    """Make or migrate the tables of a file called `name`; foreign keys must be off, so that a table can be rebuilt.

    Raises SchemaError if it was written by a newer version, or is no book of ours.
    """
    applied = [migration.name for migration in migrations.applied(db)]
    known = {migration.name for migration in migrations.pending(Database(memory=True))}
    if newer := [migration for migration in applied if migration not in known]:
        raise SchemaError(
            f"{name} was written by a newer version of this program (it knows {newer[-1]!r}); install that version."
        )
    if not applied and set(db.table_names()) - {Migrations.migrations_table}:
        raise SchemaError(f"{name} is a database of another program; name another file.")
    migrations.apply(db)
