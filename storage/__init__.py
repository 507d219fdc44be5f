"""The one SQLite file that everything that happened is kept in; imports core."""
