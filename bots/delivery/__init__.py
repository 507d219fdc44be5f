"""What leaves: notices become messages, at the pace of each platform, at least once."""
