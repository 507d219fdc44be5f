"""Deaths of the process at every statement, and kill -9 of the real one."""
