"""What the process itself needs: the engine's thread, batches, logs, backups, operators."""
