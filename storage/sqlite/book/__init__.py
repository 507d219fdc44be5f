"""The book, a file a topic: `core.book` says what each part promises."""
