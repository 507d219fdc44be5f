"""Tests of core/queries: what only looks."""
