"""Strict servers on this machine that stand in for Telegram, Discord and the price sources."""
