"""Named places where a test may kill the process, to prove that what is stored survives it.

`reach("delta-after-lines")` does nothing unless the environment variable ``PRATIQUE_FAILPOINT`` names that place
when this module is first imported: then the process ends at once, by SIGKILL, as if the power of the process had
been cut. ``name@3`` means the third time the place is reached; without ``@`` the first.
"""

from __future__ import annotations

import os
import signal
from typing import Final

__all__ = ["FAILPOINTS", "reach"]

FAILPOINTS: Final[dict[str, str]] = {
    # the movement store, in the order of one append and one maintenance
    "delta-before-lines": "a batch of lines was checked; nothing of it is written",
    "delta-after-lines": "the lines of a batch are committed",
    "delta-before-crossings": "a batch of crossings was checked; nothing of it is written",
    "delta-after-crossings": "the crossings of a batch are committed",
    "sums-after-append": "the checksums of what a batch added are written down",
    "compact-before": "maintenance of a table began; nothing is changed",
    "compact-after-rewrite": "days were rewritten in key order; the files they replace are still on disk",
    "compact-after-vacuum": "files that no version names were removed; the log is long",
    "compact-after-checkpoint": "the log of a table was folded into a checkpoint and cleaned",
    # receiving one file
    "receive-read": "the bytes of a received file were read",
    "receive-parsed": "its messages were read; the register knows nothing of it",
    "lease-taken": "this worker holds the lease",
    "pending-batch": "the row of the batch is in the open transaction",
    "pending-raw": "the encrypted message is in the open transaction",
    "pending-messages": "its messages are in the open transaction",
    "pending-legs": "its legs are in the open transaction",
    "pending-identities": "its identities are in the open transaction",
    "pending-keys": "their link keys are in the open transaction",
    "pending-observations": "its observations are in the open transaction",
    "pending-crossings": "its crossings by person are in the open transaction",
    "pending-lines": "its lines by leg are in the open transaction",
    "pending-before-commit": "everything of the batch is in the open transaction",
    "pending-committed": "the batch is committed as pending; no movement row exists",
    "movements-before-commit": "the movement rows are made; none is written",
    "movements-committed": "all movement rows are committed; the batch is still pending",
    "link-keys": "the keys by which new identities are compared are in the open transaction",
    "link-edges": "the pairs that may be one traveller's are in the open transaction",
    "link-travellers": "new travellers are in the open transaction; nobody's papers are theirs yet",
    "link-memberships": "whose papers are whose is in the open transaction",
    "done-before-commit": "the batch is marked done in the open transaction",
    "done-committed": "the batch is done and acknowledged",
    "recheck-written": "what must be looked at again is noted",
    "lease-released": "this worker gave the lease back",
    # a case: its notice, its confirmation, its trace
    "case-row": "the row of a new case is in the open transaction",
    "case-notice": "a version of a notice is in the open transaction",
    "case-changed": "the standing of a case was changed in the open transaction",
    "trace-run": "what a trace found is in the open transaction",
    "trace-contacts": "its contacts are on the case's list, in the open transaction",
    # an erasure of what is due, and of a person who asked
    "erase-keys": "keys are destroyed and rows removed in the open transaction",
    "erase-before-commit": "so it is, with the certificate that says what is left to do; it is not committed",
    "erase-committed": "the keys are destroyed; the movement rows are still there",
    "erase-rewritten": "days of a movement table are replaced; what they replace is still on disk",
    "erase-movements": "the movement rows are gone; the register's file still holds what was deleted",
    "erase-scrubbed": "that is gone too; the certificate is not finished",
    "erase-before-finish": "the certificate is finished in the open transaction",
    "person-before-commit": "a person's rows are removed in the open transaction",
    "person-committed": "they are gone; the person's movement rows are still there",
    "person-movements": "those are gone too; the certificate is not finished",
    # every transaction of the register, whatever it is for
    "audit-entry": "an entry of the audit log is in the open transaction",
    "register-before-commit": "everything of a transaction is in it; it is not committed",
    "register-committed": "a transaction is committed; its caller does not know it",
    # recovery, at the start of every load
    "recover-begin": "the lease is held; what an earlier process left pending is not settled yet",
    "recover-swept": "what could not be finished was removed",
    "recover-finished": "what could be finished is done",
}
"""Every place, and what has happened just before it."""


def _wanted(setting: str) -> tuple[str, int]:
    """The place to die at and how many times it must be reached; ("", 0) for none. AssertionError if unknown."""
    name, _, nth = setting.partition("@")
    if name and name not in FAILPOINTS:
        raise AssertionError(f"PRATIQUE_FAILPOINT names no fail point: {name}")
    return name, int(nth or 1) if name else 0


_name, _left = _wanted(os.environ.get("PRATIQUE_FAILPOINT", ""))


def reach(name: str) -> None:
    """Die here if the environment asks for it. AssertionError for a name that `FAILPOINTS` does not hold."""
    global _left  # noqa: PLW0603 - counting down within one process is the point
    if name not in FAILPOINTS:
        raise AssertionError(f"fail point {name} is not declared")
    if name != _name:
        return
    _left -= 1
    if _left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
