"""Work during which Python looks for no cycles among its values."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """A block, or a function it decorates, that makes very many small values and no cycles, and comes to an end soon.

    Looking for cycles among them costs a third of storing a batch, and now and then the whole time of a trace.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
