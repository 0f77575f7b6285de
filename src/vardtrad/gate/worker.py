"""The worker: carries out deadlines, sends notices, seals the log, and does the daily chores.

Any number of workers may run. Workers skip rows that another has claimed; a killed worker's claims expire, and its rows
are picked up again. Nothing is given up silently.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import groupby
from types import FrameType
from uuid import UUID

from django.db import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
    transaction,
)
from django.db.models import F, QuerySet

from vardtrad.gate.door import anchor, horizon, seal
from vardtrad.gate.models import Deadline, Notification, SubmitKey
from vardtrad.kernel import clock

log = logging.getLogger(__name__)

# Notices that are claimed at a time.
BATCH = 100
# Deadlines that are carried out at a time, those of one kind in one transaction: whoever writes in one of their cases
# just then waits for a quarter of a second.
DEADLINES = 250
CLAIM = timedelta(minutes=2)
# At most this long with the mail server at a time; well within the claim.
ROUND = timedelta(seconds=30)
# How many seconds a worker that is told to stop waits for the notice in hand; more than the mail server's time limit.
LAST_NOTICE = 25.0
# 30 s, 1 min, 2 min … at most 1 h apart: about a day in all, then given up visibly.
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
TRIES = 30
# How often the worker looks whether rows of the log wait too long.
LOOK = timedelta(minutes=1)
_next_look = datetime.min.replace(tzinfo=UTC)
SUBMIT_KEYS_KEPT = timedelta(days=30)


class NoAddress(Exception):
    """The recipient has chosen no way to be told."""


class NotDelivered(Exception):
    """The notice could not be handed over this time; the message says why, without address or content."""


@dataclass(frozen=True)
class Handlers:
    """The functions of the subjects that the worker calls; written out in config/wiring.py.

    ``deadlines`` carry out all due deadlines of one kind through the door and clear them in the same move.
    ``deliver`` sends one notice; raises NoAddress or NotDelivered. ``chores`` are run once an hour. ``jobs`` each carry
    out one piece of what users have ordered, every round, and return how much that was. ``apart`` says how long after
    the last notice of the same label to the same recipient a notice may wait, so that one covers several; nought sends
    it at once. ``beside`` is what has a thread of its own, by name, since what it speaks with may be slow or hang:
    each is called again and again with the event that tells it to stop, and returns how much it has done.
    """

    deadlines: Mapping[tuple[str, str], Callable[[Sequence[UUID]], None]]
    deliver: Callable[[Notification], None]
    chores: Sequence[Callable[[], None]] = field(default_factory=tuple)
    jobs: Sequence[Callable[[], int]] = field(default_factory=tuple)
    apart: Callable[[Notification], timedelta] = lambda _notice: timedelta(0)
    beside: Callable[[], Mapping[str, Callable[[threading.Event], int]]] = dict


def back_off(tries: int) -> timedelta:
    """How long to wait after so many failed tries."""
    return min(FIRST_WAIT * (1 << min(tries, 12)), LONGEST_WAIT)


def run(handlers: Handlers, *, pause: float = 1.0) -> None:
    """Work until told to stop (SIGTERM, SIGINT); finishes what is in hand.

    Notices, and what ``beside`` names, have threads and connections of their own, since a mail server or a gateway may
    be slow or hang: deadlines, what was ordered and the seal do not wait for it.
    """
    stop = threading.Event()

    def ask_to_stop(signum: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    anchor.complain_if_unwritable()
    rounds = {"notices": partial(send_notices, handlers, stop)}
    rounds |= {name: partial(work_once, stop) for name, work_once in handlers.beside().items()}
    beside = [
        threading.Thread(target=_keep_on, args=[work_once, stop, pause], name=name, daemon=True)
        for name, work_once in rounds.items()
    ]
    for thread in beside:
        thread.start()
    next_chores = clock.now()

    def work_and_chores() -> int:
        nonlocal next_chores
        done = work(handlers)
        if clock.now() >= next_chores:
            do_chores(handlers)
            next_chores = clock.now() + timedelta(hours=1)
        return done

    _keep_on(work_and_chores, stop, pause)
    anchor.flush()
    # What is cut off here is sent again when its claim has run out.
    until = clock.stopwatch() + LAST_NOTICE
    for thread in beside:
        thread.join(max(0.0, until - clock.stopwatch()))


def _keep_on(work_once: Callable[[], int], stop: threading.Event, pause: float) -> None:
    """Repeat rounds until told to stop; rest when there was nothing to do, and after a fault, which ends nothing."""
    while not stop.is_set():
        done = 0
        try:
            close_old_connections()
            done = work_once()
        except (DatabaseError, InterfaceError) as error:
            # The database may be restarting. Nothing is lost: what is not committed is still waiting.
            _trouble.tell(error)
            connection.close()
            stop.wait(2)
        except Exception:
            # A worker that ends helps nobody: everything else that is due would stand still with it.
            log.critical("a round of the worker failed; going on", exc_info=True)
            stop.wait(2)
        if not done:
            stop.wait(pause)
    connection.close()


class _Trouble:
    """Telling of a database that cannot be worked with: one line with the true cause, again after a minute."""

    def __init__(self) -> None:
        self._told: dict[str, datetime] = {}

    def tell(self, error: Exception) -> None:
        """Log the fault: in a line when somebody who runs the product can mend it, else with its traceback."""
        cause = type(error.__cause__).__name__
        if cause in {"UndefinedTable", "UndefinedColumn"}:
            why = "the database is not migrated to this version: run vardtrad migrate"
        elif isinstance(error, (OperationalError, InterfaceError)):
            why = f"the database did not answer ({cause if error.__cause__ else type(error).__name__})"
        else:
            log.error("a round of the worker failed in the database; trying again", exc_info=error)
            return
        now = clock.now()
        if now - self._told.get(why, now - LOOK) >= LOOK:
            self._told[why] = now
            log.error("%s; trying again", why)


_trouble = _Trouble()


def work(handlers: Handlers) -> int:
    """One round of all but the notices: due deadlines, a piece of what was ordered, one batch of sealing; how much."""
    return carry_out_deadlines(handlers) + carry_out_jobs(handlers) + _seal()


def _seal() -> int:
    """One batch of sealing. A fault of the log must be reported as such, and must not stop deadlines and notices."""
    try:
        done = seal.seal_batch()
        _tell_of_waiting()
        return done
    except IntegrityError:
        log.critical("the log could not be sealed: run vardtrad audit verify", exc_info=True)
        return 0


def _tell_of_waiting() -> None:
    """Say, now and then, that rows of the log have waited too long for their place, and for whom."""
    global _next_look
    now = clock.now()
    if now < _next_look:
        return
    _next_look = now + LOOK
    oldest = seal.oldest_waiting()
    if oldest is None or now - oldest < seal.WAIT:
        return
    holder = horizon.holder()
    log.error(
        "rows of the log have waited for their seal since %s: %s",
        oldest.isoformat(timespec="seconds"),
        f"for a transaction that is not over ({holder})" if holder is not None else "the next round takes them up",
    )


def carry_out_deadlines(handlers: Handlers) -> int:
    """Carry out what has fallen due. A deadline is cleared by the move it causes, so a crash between cannot lose it."""
    now = clock.now()
    with transaction.atomic():
        due = list(
            Deadline.objects.select_for_update(skip_locked=True)
            .filter(not_before__lte=now)
            .order_by("not_before")[:DEADLINES]
        )
        Deadline.objects.filter(pk__in=[deadline.pk for deadline in due]).update(not_before=now + CLAIM)
    due.sort(key=lambda deadline: (deadline.label, deadline.kind))
    for (label, kind), group in groupby(due, key=lambda deadline: (deadline.label, deadline.kind)):
        same = list(group)
        if not _carried_out(handlers, label, kind, same, now + CLAIM) and len(same) > 1:
            # One that always fails must not stop the others of its kind.
            for deadline in same:
                _carried_out(handlers, label, kind, [deadline], now + CLAIM)
    return len(due)


def _carried_out(handlers: Handlers, label: str, kind: str, due: Sequence[Deadline], claim: datetime) -> bool:
    """Carry out deadlines of one kind. Returns whether the handler ran to its end.

    Deadlines that the move did not clear are tried again, with growing waits. If a set fails, each is first tried
    alone.
    """
    left = Deadline.objects.filter(pk__in=[deadline.pk for deadline in due], not_before=claim)
    why = "refused"
    try:
        handlers.deadlines[label, kind]([deadline.key for deadline in due])
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.exception("deadlines of kind %s/%s failed", label, kind)
        if len(due) > 1:
            return False
        why = type(error).__name__
    for deadline in left:
        Deadline.objects.filter(pk=deadline.pk).update(
            tries=deadline.tries + 1, not_before=clock.now() + back_off(deadline.tries), last_error=why
        )
    return why == "refused"


def carry_out_jobs(handlers: Handlers) -> int:
    """A piece of each kind of job. One that fails must not stop the others; what it had claimed is tried again."""
    done = 0
    for job in handlers.jobs:
        try:
            done += job()
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("a job failed")
    return done


def send_notices(handlers: Handlers, stop: threading.Event | None = None) -> int:
    """Send what waits in the outbox; at least once each, retried with growing waits, given up visibly.

    When ``stop`` is set, or a slow mail server has taken its time, what is left goes back for the next round.
    """
    now = clock.now()
    with transaction.atomic():
        waiting = list(
            Notification.objects.select_for_update(skip_locked=True)
            .filter(status=Notification.Status.WAITING, due__lte=now)
            .order_by("due")[:BATCH]
        )
        Notification.objects.filter(pk__in=[notification.pk for notification in waiting]).update(due=now + CLAIM)
    for place, notification in enumerate(waiting):
        if clock.now() > now + ROUND or (stop is not None and stop.is_set()):
            # What is left goes back before its claim runs out: nobody sends what another worker has taken over.
            left = Notification.objects.filter(pk__in=[unsent.pk for unsent in waiting[place:]], due=now + CLAIM)
            left.filter(status=Notification.Status.WAITING).update(due=now)
            return place
        _send(handlers, notification)
    return len(waiting)


def _send(handlers: Handlers, notification: Notification) -> None:
    same = Notification.objects.filter(pk=notification.pk)
    apart = handlers.apart(notification)
    if apart and _waits(notification, apart):
        return
    try:
        handlers.deliver(notification)
    except NoAddress:
        same.update(status=Notification.Status.NO_ADDRESS)
    except NotDelivered as error:
        _failed(notification, str(error))
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        # A fault in the product must not stop the other notices; it counts as a failed try and is logged in full.
        log.exception("notice %s could not be made", notification.pk)
        _failed(notification, type(error).__name__)
    else:
        sent = {"status": Notification.Status.SENT, "sent": clock.now(), "tries": F("tries") + 1, "last_error": ""}
        same.update(**sent)
        if apart:
            # Who has just been told that there is something to do need not be told so again for each thing.
            _to_the_same(notification).filter(status=Notification.Status.WAITING).update(**sent)


def _to_the_same(notification: Notification) -> QuerySet[Notification]:
    """The notices of the same label to the same recipient."""
    return Notification.objects.filter(
        recipient_id=notification.recipient_id,
        recipient_kind=notification.recipient_kind,
        label=notification.label,
    )


def _waits(notification: Notification, apart: timedelta) -> bool:
    """Whether another notice covers this one already, or so lately that this one waits; then it is put off."""
    same = Notification.objects.filter(pk=notification.pk, status=Notification.Status.WAITING)
    lately = _to_the_same(notification).filter(status=Notification.Status.SENT, sent__gt=clock.now() - apart)
    last = lately.order_by("-sent").values_list("sent", flat=True).first()
    if last is not None:
        same.update(due=last + apart)
        return True
    return not same.exists()


def _failed(notification: Notification, why: str) -> None:
    tries = notification.tries + 1
    given_up = tries >= TRIES
    Notification.objects.filter(pk=notification.pk).update(
        tries=tries,
        due=clock.now() + back_off(notification.tries),
        last_error=why[:300],
        status=Notification.Status.GIVEN_UP if given_up else Notification.Status.WAITING,
    )
    if given_up:
        log.error("notice %s given up after %d tries: %s", notification.pk, tries, why)
    else:
        log.warning("notice %s not delivered at try %d: %s", notification.pk, tries, why)


def do_chores(handlers: Handlers) -> None:
    """The hourly chores: partitions for the months ahead, old submit keys, the subjects' own chores."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT gate_trace_partitions()")
    SubmitKey.objects.filter(at__lt=clock.now() - SUBMIT_KEYS_KEPT).delete()
    for chore in handlers.chores:
        try:
            chore()
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            # Not even a fault in the product may stop deadlines and notices; the next hour tries again.
            log.exception("a chore failed")
