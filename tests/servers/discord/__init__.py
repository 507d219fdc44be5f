"""A strict Discord REST API and gateway on this machine."""
