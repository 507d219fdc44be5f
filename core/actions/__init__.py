"""What changes the book: one function a command or an event, inside a turn. An action may look; a query never acts."""
