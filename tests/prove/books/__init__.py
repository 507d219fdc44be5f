"""The books that `make prove` keeps beside the program: what must have been told, moved and paid."""
