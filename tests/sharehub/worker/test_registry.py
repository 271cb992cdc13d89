"""One registry of tasks: one for each kind of work, and none takes anything but ids."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID, uuid4

import pytest

from sharehub.outbox.kinds import Kind
from sharehub.worker.celery_app import CONFIGURATION, celery_app, name_of
from sharehub.worker.manner import Manner
from sharehub.worker.registry import Registry
from sharehub.worker.runner import Runner
from sharehub.worker.tasks import TASKS

if TYPE_CHECKING:
    from collections.abc import Callable

    from sharehub.hub import Hub, Work


def test_every_kind_of_work_has_a_task_and_no_other() -> None:
    assert TASKS.tasks.keys() == set(Kind)


@pytest.mark.parametrize("kind", TASKS.tasks)
def test_a_task_takes_ids_and_numbers_alone(kind: str) -> None:
    first, *taken = inspect.signature(TASKS.tasks[kind].do).parameters.values()

    assert first.annotation == ("Hub" if TASKS.tasks[kind].outside else "Work")
    assert {parameter.annotation for parameter in taken} <= {"UUID", "int"}
    # What is put by itself has no ids; what such a task does then, it says.
    assert all(parameter.default is parameter.empty for parameter in taken) or TASKS.tasks[kind].every


def content(work: Work, words: str) -> None: ...
def anything(work: Work, *ids: UUID) -> None: ...
def named(work: Work, *, case: UUID) -> None: ...
def untyped(work, case): ...  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201 - what is refused
def many(work: Work, cases: list[UUID]) -> None: ...


@pytest.mark.parametrize("do", [content, anything, named, untyped, many])
def test_a_task_that_takes_anything_else_is_refused(do: Callable[..., Any]) -> None:
    with pytest.raises(TypeError, match="something else than ids and numbers"):
        Registry().registered(Kind.REWRAP)(do)


def test_a_kind_has_one_task() -> None:
    with pytest.raises(TypeError, match="has a task already"):
        TASKS.registered(Kind.REWRAP)(lambda _work: None)


def test_celery_knows_every_task_and_its_message_holds_the_id_of_a_row_alone(sqlite_hub: Hub) -> None:
    app = celery_app(None, Runner(sqlite_hub))
    ours = {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}

    assert ours.keys() == {name_of(kind) for kind in Kind}
    for task in ours.values():
        assert [*inspect.signature(task.run).parameters] == ["task"]
        assert task(str(uuid4())) is None


def test_no_result_is_kept_and_nothing_but_json_is_read(sqlite_hub: Hub) -> None:
    conf = celery_app(None, Runner(sqlite_hub), Manner(queue="ours")).conf

    assert (conf.task_ignore_result, conf.result_backend) == (True, None)
    assert (conf.accept_content, conf.task_serializer) == (["json"], "json")
    assert (conf.task_acks_late, conf.task_default_queue_type) == (True, "quorum")
    assert cast("bool", CONFIGURATION["worker_enable_remote_control"]) is False
    assert conf.task_default_queue == "ours"
