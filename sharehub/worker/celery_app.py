"""The tasks as Celery knows them: one by the name of each kind, and a message holds the id of a row alone."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any
from uuid import UUID

from celery import Celery

from sharehub.worker.manner import OURS

if TYPE_CHECKING:
    from sharehub.worker.manner import Manner
    from sharehub.worker.runner import Runner

PREFETCH = 4
"""Messages that a worker's process holds at a time: few, so that a killed one leaves few to be sent again."""
SECONDS_TO_CONNECT = 4

CONFIGURATION: dict[str, Any] = {
    "task_default_queue_type": "quorum",
    "task_default_exchange_type": "topic",
    "worker_detect_quorum_queues": True,
    "broker_transport_options": {"confirm_publish": True},
    "broker_connection_timeout": SECONDS_TO_CONNECT,
    "broker_connection_retry_on_startup": True,
    "broker_connection_max_retries": None,
    "worker_cancel_long_running_tasks_on_connection_loss": False,
    # The outbox says what is done: there are no results, and a message that was lost is sent anew.
    "task_ignore_result": True,
    "task_store_errors_even_if_ignored": False,
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "worker_prefetch_multiplier": PREFETCH,
    "task_serializer": "json",
    "result_serializer": "json",
    "accept_content": ["json"],
    # Nobody steers a worker through the broker, and it tells nobody there what it does.
    "worker_enable_remote_control": False,
    "worker_send_task_events": False,
    "worker_redirect_stdouts": False,
    "worker_hijack_root_logger": False,
    "enable_utc": True,
}

alarm = logging.getLogger("sharehub.alarm")


def name_of(kind: str) -> str:
    """Return the name by which Celery knows the task of a kind."""
    return f"sharehub.{kind}"


def celery_app(broker: str | None, runner: Runner, manner: Manner = OURS) -> Any:  # noqa: ANN401 - Celery has no types
    """Return a Celery application with every task there is.

    Args:
        broker: where messages go; None where tasks are called in this process.
        runner: what does them.
        manner: how.
    """
    app = Celery("sharehub", broker=broker, set_as_current=False)
    app.conf.update(CONFIGURATION, task_default_queue=manner.queue)

    def perform(task: str) -> None:
        try:
            runner.run(UUID(task))
        except Exception as failure:  # noqa: BLE001 - its text may hold anything; the lease ends, and it comes again
            alarm.error("what came of a task could not be put down: %s", type(failure).__name__)

    for kind in manner.registry.tasks:
        app.task(perform, name=name_of(kind), shared=False)
    return app
