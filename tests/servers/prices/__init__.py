"""Strict price sources on this machine."""
