# generated: edit the _async file of the same name, then run "make format"
"""Tasks."""

from collections.abc import Iterator
from typing import Unpack
from uuid import UUID

from polyclinic.dialects.candid.client import operations
from polyclinic.dialects.candid.client.operations import TaskFilters
from polyclinic.dialects.candid.wire import tasks as wire
from polyclinic.dialects.candid.wire.tasks import Task, TaskAction, TaskCreate, TaskPage, TaskUpdate
from polyclinic.sdk._sync.client import ApiClient
from polyclinic.sdk.operation import Operation


class Tasks:
    """What has to be done about encounters. What is refused raises an ``ApiError`` of ``polyclinic.sdk.errors``."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def create(self, task: TaskCreate) -> Task:
        """Open a task; if it blocks, the claim waits for it. Raises ``Unprocessable`` for an unknown encounter."""
        return self._api.send(wire.CREATE.call(task))

    def get(self, task_id: UUID | str) -> Task:
        """Raises ``NotFound``."""
        return self._api.send(wire.GET.call(task_id=task_id))

    def update(self, task_id: UUID | str, changes: TaskUpdate) -> Task:
        """Change what is set on ``changes``; the claim follows. Raises ``NotFound``, ``DeprecatedStatus``."""
        return self._api.send(wire.UPDATE.call(changes, task_id=task_id))

    def close(self, task_id: UUID | str) -> Task:
        """Finish a task, so that a claim that waited for it moves on. Raises ``NotFound``."""
        return self.update(task_id, TaskUpdate(status="finished"))

    def actions(self, task_id: UUID | str) -> list[TaskAction]:
        """What can be done with a task now. Raises ``NotFound``."""
        return (self._api.send(wire.GET_ACTIONS.call(task_id=task_id))).actions

    def list(self, *, page_size: int = 100, **filters: Unpack[TaskFilters]) -> Iterator[Task]:
        """Every task that matches, the latest change first unless ``sort`` says otherwise."""

        def following(page: TaskPage) -> Operation[TaskPage] | None:
            token = page.next_page_token
            return None if token is None else operations.list_tasks(page_size, filters, token)

        for page in self._api.pages(operations.list_tasks(page_size, filters), following):
            for task in page.items:
                yield task
