"""Tests of bots/pictures: what is drawn."""
