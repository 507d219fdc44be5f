"""Python's collector of cycles, told what this program is like: a large part that stays, and many short-lived objects
that are not in cycles.

By default the collector looks through everything once young objects have piled up by a few hundred thousand, as they do
when one mark ends ten thousand positions, and the event loop stands still meanwhile. What was loaded at the start lives
as long as the process, so it is left out for ever; the rest is looked at more seldom.
"""

import gc

_YOUNG = 20_000  # objects until the young are looked at (700 by default): a few megabytes
_OLDER = 20  # looks at the young until the next older ones are looked at, and again


def set_up_garbage_collector() -> None:
    """Call once everything is loaded, before the work begins."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _OLDER, _OLDER)
