"""A second book of the whole game, written from the rules alone, in exact fractions."""
