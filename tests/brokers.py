"""Brokers, as tests reach them."""

from __future__ import annotations

from typing import Any

from kombu import connection

Connection: Any = connection.Connection
"""Kombu's, whose own types say nothing of it."""

USUAL_RABBITMQ = "amqp://guest:guest@127.0.0.1:5672//"


def delete_queue(url: str, queue: str) -> None:
    """Delete a queue with all that is in it."""
    with Connection(url, connect_timeout=3) as connected:
        connected.default_channel.queue_delete(queue)
