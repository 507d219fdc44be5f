"""Tests of the strict Discord itself."""
