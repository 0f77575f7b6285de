"""``vardtrad metrics``: the installation in numbers, as Prometheus reads them. No number tells anything of a person."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from prometheus_client import CollectorRegistry, generate_latest, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from typing_extensions import override

from vardtrad import __version__
from vardtrad.cases.staff.bulk import queries as bulk
from vardtrad.cases.staff.sending import queries as sending
from vardtrad.config import counting
from vardtrad.gate.door import anchor
from vardtrad.gate.outstanding import outstanding
from vardtrad.kernel import clock
from vardtrad.shared.letters import queries as letters
from vardtrad.shared.notify import queries as messages
from vardtrad.shared.web import readiness

log = logging.getLogger(__name__)


class Installation(Collector):
    """Asks the database each time that the numbers are read."""

    @override
    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Every number; of a database that does not answer, or is not migrated, only that."""
        version = GaugeMetricFamily("vardtrad_version_info", "1, with the version of the program.", labels=["version"])
        version.add_metric([__version__], 1)
        yield version
        try:
            missing = readiness.missing_migrations()
            numbers = [] if missing else list(_numbers())
        except (DatabaseError, InterfaceError) as error:
            log.warning("the database does not answer: %s", type(error).__name__)
            yield _gauge("database_up", "1 when the database answers.", 0)
        else:
            yield _gauge("database_up", "1 when the database answers.", 1)
            yield _gauge("migrations_missing", "Migrations that are not run (vardtrad migrate).", missing)
            yield from numbers
        finally:
            # Each reading has a thread of its own.
            connection.close()


def _numbers() -> Iterator[GaugeMetricFamily]:
    left, (jobs, rows) = outstanding(), bulk.left_to_do()
    yield _gauge("notices_waiting", "Notices that wait to be sent.", left.notices)
    yield _gauge("notices_oldest_seconds", "Age of the oldest notice that waits.", _age(left.oldest_notice))
    yield _gauge("notices_given_up", "Notices that could not be delivered at any try.", left.given_up)
    yield _gauge("notices_bounced", "Notices by e-mail that came back.", left.bounced)
    texts = messages.outstanding()
    yield _gauge("messages_waiting", "Text messages and codes that wait to be sent.", texts.waiting)
    yield _gauge("messages_oldest_seconds", "Age of the oldest of them.", _age(texts.oldest))
    yield _gauge("messages_lost", "Text messages and codes that did not arrive, in ninety days.", texts.lost)
    yield _gauge("deadlines_overdue", "Deadlines that have fallen due and are not carried out.", left.overdue)
    yield _gauge("deadlines_oldest_seconds", "How long ago the oldest of them fell due.", _age(left.oldest_overdue))
    yield _gauge("deadlines_failing", "Deadlines for which a try has failed.", left.failing)
    yield _gauge("jobs_waiting", "Jobs on many cases that are ordered and not done.", jobs)
    yield _gauge("jobs_cases_waiting", "Cases of those jobs without an outcome.", rows)
    sendings, recipients = sending.left_to_do()
    yield _gauge("sendings_waiting", "Sendings to many that are ordered and not done.", sendings)
    yield _gauge("sendings_recipients_waiting", "Recipients of those sendings without an outcome.", recipients)
    paper = letters.left_to_print()
    yield _gauge("letters_waiting", "Letters of the print service that are not sent.", paper.number)
    yield _gauge("letters_oldest_seconds", "Age of the oldest of them.", _age(paper.oldest))
    yield _gauge("log_unsealed_seconds", "Age of the oldest row of the log without its seal.", _age(left.unsealed))
    yield _gauge("log_sealed_rows", "The last place given in the chain of the log.", left.position)
    if settings.TRACE_ANCHOR_FILE:
        yield _gauge("log_anchored_rows", "The place of the last anchored head.", anchor.last_position())


def _gauge(name: str, means: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"vardtrad_{name}", means, value=value)


def _age(since: datetime | None) -> float:
    """Seconds since then; 0 when there is nothing."""
    return max(0.0, (clock.now() - since).total_seconds()) if since is not None else 0.0


class Requests(Collector):
    """What the processes of the pages have counted, added up. Their folder comes and goes with them."""

    @override
    def collect(self) -> Iterator[Metric]:
        """Every counter; nothing when nothing is counted, or when the pages are just starting."""
        folder = os.environ.get(counting.FOLDER)
        if folder and Path(folder).is_dir():
            with suppress(FileNotFoundError):
                counted = MultiProcessCollector(None, path=folder)  # type: ignore[no-untyped-call]
                yield from counted.collect()  # type: ignore[no-untyped-call]


def registry() -> CollectorRegistry:
    """Everything that is told."""
    everything = CollectorRegistry()
    everything.register(Installation())
    everything.register(Requests())
    return everything


def text() -> str:
    """All numbers in Prometheus' text format."""
    return generate_latest(registry()).decode()


def serve(host: str, port: int) -> None:
    """Answer at ``/metrics`` of this address until told to stop (SIGTERM, SIGINT). Raises OSError when it is taken."""
    stop = threading.Event()

    def ask_to_stop(signum: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    server, thread = start_http_server(port, host, registry())
    stop.wait()
    server.shutdown()
    thread.join()
