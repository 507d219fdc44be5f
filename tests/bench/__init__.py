"""`make bench`: what the program costs, each figure beside its floor in the same run."""
