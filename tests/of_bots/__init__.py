"""Tests of bots/, folder by folder."""
