"""What storage can raise.

StorageError
  UnusableError       the store cannot be opened or copied; the message is a sentence for the operator
    AddressError      it is not named by a path or URL that this program understands
    InUseError        another process has it
    SchemaError       written by a newer version, or by another program
  LedgerError         a transfer that the ledger does not take: a bug of ours, nothing was written
    OverdraftError    more than the account holds
    DuplicateError    what can exist only once was recorded twice
"""


class StorageError(Exception):
    """Anything of this package."""


class UnusableError(StorageError):
    """The store cannot be opened or copied; the message is a sentence for the operator."""


class AddressError(UnusableError):
    """The text that names the store is no path or URL that this program understands."""


class InUseError(UnusableError):
    """Another process has the file open."""


class SchemaError(UnusableError):
    """The file was written by a newer version, or is no book of ours."""


class LedgerError(StorageError):
    """A transfer that the ledger does not take; nothing was written."""


class OverdraftError(LedgerError):
    """A transfer takes more than the account holds."""


class DuplicateError(LedgerError):
    """A transfer, request, identity or chat was recorded a second time."""
