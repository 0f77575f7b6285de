"""The watch: looks once a second at everything that anybody listens to, and wakes the listeners of what has changed."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar
from uuid import UUID

from django.db import DatabaseError, close_old_connections, connection

from vardtrad.cases.case.presence import actions as presence
from vardtrad.live import queries
from vardtrad.live.queries import Topic

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

PAUSE = 1.0
PRESENCE = 10
"""After how many looks it is saved again who has which case open."""

# One thread, so one database connection, however many pages are open.
_database = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database")


async def ask(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a function that queries the database, in the one thread for it. Raises DatabaseError when it is down."""

    def call() -> R:
        close_old_connections()
        try:
            return function(*args, **kwargs)
        except DatabaseError:
            connection.close()
            raise

    return await asyncio.get_running_loop().run_in_executor(_database, call)


def _left(case: UUID, staff: UUID) -> None:
    """Somebody has closed a case. If the database is down, the presence expires by itself half a minute later."""
    try:
        presence.leave(case, staff)
    except DatabaseError:
        connection.close()


class Watch:
    """The listeners of each topic. Sleeps when there are none."""

    def __init__(self) -> None:
        self._listeners: dict[Topic, set[asyncio.Event]] = {}
        self._last: dict[Topic, str] = {}
        self._new: set[asyncio.Event] = set()
        self._task: asyncio.Task[None] | None = None
        self._open: Counter[tuple[UUID, UUID]] = Counter()
        self._looks = 0

    def listen(self, topic: Topic) -> asyncio.Event:
        """An event that is set each time the topic has changed.

        The first look only learns what the new listener's page shows. Otherwise a page loaded after its user's own
        change would be told about that change, since others listened before it.
        """
        changed = asyncio.Event()
        self._new.add(changed)
        self._listeners.setdefault(topic, set()).add(changed)
        if topic.reader is not None:
            self._open[topic.id, topic.reader] += 1
            self._looks = 0  # the other listeners are told at once
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._look())
        return changed

    def leave(self, topic: Topic, changed: asyncio.Event) -> None:
        """Stop listening."""
        if topic.reader is not None:
            self._open[topic.id, topic.reader] -= 1
            if self._open[topic.id, topic.reader] <= 0:
                del self._open[topic.id, topic.reader]
                _database.submit(_left, topic.id, topic.reader)
        self._new.discard(changed)
        listeners = self._listeners.get(topic, set())
        listeners.discard(changed)
        if not listeners:
            self._listeners.pop(topic, None)
            self._last.pop(topic, None)

    async def _look(self) -> None:
        while self._listeners:
            joined, self._new = self._new, set()
            try:
                if self._open and self._looks % PRESENCE == 0:
                    await ask(presence.keep, list(self._open))
                self._looks += 1
                values = await ask(queries.stands, list(self._listeners))
            except DatabaseError:
                log.warning("the database did not answer; looking again")
                self._new |= joined
            else:
                for topic, value in values.items():
                    before = self._last.get(topic)
                    self._last[topic] = value
                    if before is not None and before != value:
                        for changed in self._listeners.get(topic, set()) - joined - self._new:
                            changed.set()
            await asyncio.sleep(PAUSE)
