"""Whether a database login is bound by the second lock, row-level security, as the application's must be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Engine

APPLICATION = "sharehub_app"

_STANDING = text(
    "select r.rolsuper or r.rolbypassrls,"
    " pg_has_role(r.oid, (select relowner from pg_class where oid = 'facts'::regclass), 'MEMBER'),"
    " pg_has_role(r.oid, 'sharehub_worker', 'MEMBER'),"
    " row_security_active('facts'),"
    " pg_has_role(r.oid, 'sharehub_app', 'MEMBER')"
    " from pg_roles r where r.rolname = current_user"
)


def unbound(engine: Engine) -> str | None:
    """Say why a login is not bound to the acting unit's cases, or None when it is, or on SQLite.

    `sharehub serve` starts with no other: a lock that the application can open is none.
    """
    if engine.dialect.name != "postgresql":
        return None
    with engine.connect() as connection:
        above, owner, worker, active, member = connection.execute(_STANDING).one()
    if above:
        return "it is a superuser's, or may pass row-level security by"
    if owner:
        return "it owns the tables, or is a member of the role that does"
    if worker:
        return "it is a member of sharehub_worker, which crosses cases"
    if not active or not member:
        return f"it is no member of {APPLICATION}"
    return None
