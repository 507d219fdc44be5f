"""Tests of core/actions/marks: halts, late prices and the evidence of a mark."""
