"""What every answer and alert says, without any platform's markup."""
