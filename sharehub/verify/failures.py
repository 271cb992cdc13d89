"""Every kind of failure that verifying can find, with its exit code and one plain sentence."""

from __future__ import annotations

from enum import Enum


class Failure(Enum):
    """What does not hold; where there are several, a command ends with the lowest code."""

    UNREADABLE = (10, "The export is not whole: a file is missing, cut short or not in its form.")
    UNSIGNED = (11, "The newest checkpoint is not signed by a key of the log that you pinned.")
    FORGED = (12, "A signature claims a pinned key and is not by that key.")
    ROLLED_BACK = (13, "The log is smaller than a checkpoint that you kept: history was taken away.")
    FORKED = (14, "The log signed another history than this one, and showed each to somebody.")
    OTHER_TREE = (15, "The entries do not add up to the tree that was signed.")
    EDITED = (16, "An entry's bytes are not those that were recorded.")
    MISSING = (17, "An entry that is in the signed tree is gone.")
    MOVED = (18, "An entry does not stand where the signed tree has it.")
    TILE = (19, "A stored hash of the tree is not the one over what lies below it.")
    FORM = (20, "An entry is not in the exact form in which the program writes them.")
    INDEX = (21, "The database's columns say something else than the entry that they index.")
    DUPLICATE = (22, "An entry is in the log more than once.")
    TIME = (23, "The clock was moved back, or an entry was kept from the tree for too long.")
    REVISIONS = (24, "The acts upon a fact do not count up without gaps.")
    SEALED = (25, "A stored fact is not the one that the log last spoke of.")
    PROMISE_BROKEN = (26, "An entry was promised and is not in the tree, though its time is over.")
    PROMISE_LATE = (27, "An entry that was promised came into the tree too late.")
    WAITING = (28, "An entry waits for the tree longer than it may.")
    OUTSIDE = (29, "The database shows an entry that is neither in the tree nor waiting for it.")
    STALE = (30, "The newest word of the log, or of enough witnesses, is older than you allow.")
    UNWITNESSED = (31, "Fewer witnesses than your policy needs have cosigned.")
    STRIPPED = (32, "A checkpoint or a cosignature that you kept is no longer in the log.")
    UNPINNED = (33, "Something that you brought is not signed by a key that you pinned.")

    @property
    def code(self) -> int:
        """The exit code."""
        return self.value[0]

    @property
    def sentence(self) -> str:
        """What it means."""
        return self.value[1]
