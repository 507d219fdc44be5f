"""Tests of core/, folder by folder."""
