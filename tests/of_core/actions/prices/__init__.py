"""Tests of core/actions/prices: halts, late prices and the evidence of a mark."""
