"""One process per file: a lock beside the database, held as long as the process lives.

The operating system drops an flock with the process, however it dies, so nothing is ever left to clean up. The lock
file itself stays: removing it would let two processes hold locks on two files of one name. What stands in it is the
process id of the holder, for the message only.
"""

import fcntl
import os
from pathlib import Path

from storage.errors import InUseError


class FileLock:
    """The right to be the only one who opens a database file."""

    def __init__(self, database: Path) -> None:
        """Take the lock. Raises InUseError if somebody has it, this process included."""
        path = Path(f"{database}.lock")
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(self._descriptor, 20, 0).decode("ascii", "replace").strip()
            os.close(self._descriptor)
            by = f"process {holder}" if holder else "another process"
            raise InUseError(f"{database} is already in use by {by}; stop that one first.") from None
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, str(os.getpid()).encode("ascii"), 0)

    def release(self) -> None:
        """Give the lock back."""
        os.close(self._descriptor)
