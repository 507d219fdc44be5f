"""The proof: a simulated world that tries to break the program, and an auditor who keeps books of his own."""
