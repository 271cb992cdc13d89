"""What `deploy/` names that comes with the outbox; tests ask that nothing here is there already."""

from __future__ import annotations

COMMANDS = {"sharehub worker", "sharehub dispatcher"}
SETTINGS = {"SHAREHUB_" + "BROKER"}
FIGURES = {"sharehub_work_oldest_due_seconds", "sharehub_work_waiting", "sharehub_work_given_up"}
ANCHORS = {"work-that-waits"}
