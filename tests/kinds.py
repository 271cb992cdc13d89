"""The kinds of machinery that some tests need and a fresh machine may lack."""

from __future__ import annotations

KINDS = {
    "postgres": "PostgreSQL server",
    "redis": "Redis server",
    "rabbitmq": "RabbitMQ server",
    "node": "Node.js with npm",
    "browser": "Chromium, as /usr/bin/chromium-headless-shell or /usr/bin/chromium",
    "deploy": "tools that read or are what is deployed: nginx, promtool, systemd-analyze, RabbitMQ",
}
"""By the word that begins the reason of a skip, and that SHAREHUB_REQUIRE names: what is needed."""
