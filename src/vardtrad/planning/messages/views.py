"""The section Meddelanden in a plan's right field, its verbs (send, acknowledge, annul), and attached files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vardtrad.kernel.tables import Offers
from vardtrad.planning.messages import actions, queries
from vardtrad.planning.messages.forms import MessageForm, WriteForm
from vardtrad.planning.messages.queries import Sent
from vardtrad.planning.messages.rules import Move, tells_who_words
from vardtrad.planning.plan.actions import PlanSubject
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.queries import Member, members_of
from vardtrad.planning.plan.rules import LIMITED, no_words
from vardtrad.planning.plan.step_forms import StepForm
from vardtrad.planning.plan.views import Opened, PlanPage, plan_address, side, verb
from vardtrad.planning.plan.views.looked import Looked as AnyLooked
from vardtrad.shared.documents import actions as documents
from vardtrad.shared.login.guards import SeatRequest, at_unit
from vardtrad.shared.web.encoding import takes_files
from vardtrad.shared.web.forms import PlainForm

ANCHOR = "#meddelanden"
WRITE, ACKNOWLEDGE, ANNUL = "skicka-meddelande", "kvittera-meddelande", "makulera-meddelande"


@dataclass(frozen=True, slots=True)
class Entry:
    """A message of the thread, with the forms that this seat may use for it."""

    sent: Sent
    acknowledge: MessageForm | None
    annul: MessageForm | None


class Looked(AnyLooked, Protocol):
    """A plan as a seat looks at it, now or at an earlier version: the part of it that ``beside`` reads."""

    @property
    def offers(self) -> Offers:
        """What the table of the plan as a whole offers the seat."""

    @property
    def opened(self) -> Opened:
        """What the address opens, or the form that came back."""

    @property
    def members(self) -> Sequence[Member]:
        """The units that take part."""

    @property
    def moment(self) -> datetime | None:
        """The moment (UTC) of the version that is looked at; None for the plan as it is now."""


def beside(subject: PlanSubject, look: Looked, inside: Mapping[str, Any]) -> dict[str, Any]:
    """What the page of every plan shows beside its step: the right field and the thread, and a text that is left over.

    ``inside`` is what the step itself shows. A form that came back and is shown there is not shown here. If it is shown
    nowhere, because it can no longer be sent, ``kept`` has the text that was written, so that it is not lost.
    """
    opened, step, moment = look.opened, look.step.slug, look.moment
    shown = opened.form is not None and any(value is opened.form for value in inside.values())
    rest = Opened() if shown else opened
    return {
        "kept": opened.form.texts if isinstance(opened.form, StepForm) and not shown else [],
        **section(
            look.request, look.now, look.offers, rest, members=look.members, step=step, moment=moment,
            closed=look.closed,
        ),
        **side(
            look.request, subject, look.now, look.offers, rest, capacities=look.capacities, members=look.members,
            step=step, moment=moment,
        ),
    }  # fmt: skip


def section(
    request: SeatRequest,
    plan: Plan,
    offers: Offers,
    opened: Opened,
    *,
    members: Sequence[Member],
    step: str = "",
    moment: datetime | None = None,
    closed: frozenset[UUID] = frozenset(),
) -> dict[str, Any]:
    """What planning/messages/_thread.html needs, all under the name ``messages``: three queries, however many messages.

    ``plan`` comes from ``door.read``; ``offers`` is what the process's table offers the seat, and decides which forms
    there are. ``step`` is the step that the user returns to, by default the step in the address or in the submitted
    form. With ``moment`` (UTC) the thread is shown as it was then, without what the units in ``closed`` have written.
    """
    sent = queries.thread(plan, request.seat, members, moment=moment, closed=closed)
    writes = offers.may(Move.WRITE)
    typed = opened.form if opened.name == WRITE and isinstance(opened.form, WriteForm) else None
    return {
        "messages": {
            "base": plan_address(request, plan.process, plan.id) + "meddelande/",
            "step": step or _step(request),
            "entries": [
                Entry(
                    message,
                    _about(message) if message.mine_to_acknowledge and offers.may(Move.ACKNOWLEDGE) else None,
                    _about(message) if message.own and message.annulled is None and offers.may(Move.ANNUL) else None,
                )
                for message in sent
            ],
            "to_acknowledge": queries.asked_of(plan, sent) if offers.may(Move.ACKNOWLEDGE) else 0,
            "form": _written(typed, members, request.seat.unit.id) if writes else None,
            "kept": _kept(typed) if not writes else [],
            "limited": plan.state in LIMITED,
            "no_words": no_words(plan.state),
            "file_limit": settings.FILE_LIMIT // 1_000_000,
            "sentence": _sentence(opened),
            "warns": opened.name == WRITE and opened.sentence == tells_who_words(),
            "open": bool(sent) or bool(_sentence(opened)) or request.GET.get("visa") == "meddelanden",
        }
    }


def _step(request: SeatRequest) -> str:
    match = request.resolver_match
    return request.POST.get("steg", "") or str(match.kwargs.get("step", "") if match is not None else "")


def _about(message: Sent) -> MessageForm:
    return MessageForm(initial={"message": message.id})


def _written(typed: WriteForm | None, members: Sequence[Member], own: UUID) -> WriteForm:
    """The form for a new message: empty, or with what was typed and the units that take part now."""
    if typed is None:
        return WriteForm(members=members, own=own)
    typed.offer(members, own)
    return typed


def _kept(typed: WriteForm | None) -> list[str]:
    """A text that can no longer be sent, because writing has become impossible: shown so that it is not lost."""
    text = str(typed.data.get("text", "")) if typed is not None else ""
    return [text] if text.strip() else []


def _sentence(opened: Opened) -> str:
    """Why a form of this section was refused; faults in a field are shown at the field."""
    if opened.name not in {WRITE, ACKNOWLEDGE, ANNUL} or opened.form is None:
        return ""
    if opened.name == WRITE:
        why = opened.sentence or _("Rätta det som är markerat och skicka igen.")
        return f"{_('Meddelandet är inte skickat.')} {why}"
    if opened.sentence:
        return opened.sentence
    return " ".join(str(error) for errors in opened.form.errors.values() for error in errors)


# ── Verbs ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def write(process: str, subject: PlanSubject, page: PlanPage) -> Callable[..., HttpResponseBase]:
    """The view of "Skicka" (001-233, 001-234)."""

    def make(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
        return WriteForm(data, request.FILES, members=members_of([plan]).get(plan, []), own=request.seat.unit.id)

    def carry_out(request: SeatRequest, plan: UUID, form: Any) -> str:
        given, actor = form.cleaned_data, request.actor
        file = actions.check_file(subject, actor, plan, given["file"]) if given["file"] is not None else None
        actions.write(
            subject,
            actor,
            plan,
            given["text"],
            given["ask"],
            document=file,
            sure=given["sure"],
            submit_key=given["submit_key"],
        )
        return _("Meddelandet är skickat.")

    return takes_files(verb(page, process, WRITE, make, carry_out, anchor=ANCHOR))


def acknowledge(process: str, subject: PlanSubject, page: PlanPage) -> Callable[..., HttpResponseBase]:
    """The view of "Kvittera" (001-235, 001-236)."""

    def carry_out(request: SeatRequest, plan: UUID, form: Any) -> str:
        given = form.cleaned_data
        actions.acknowledge(subject, request.actor, plan, given["message"], submit_key=given["submit_key"])
        return _("Meddelandet är kvitterat.")

    return verb(page, process, ACKNOWLEDGE, _make, carry_out, anchor=ANCHOR)


def annul(process: str, subject: PlanSubject, page: PlanPage) -> Callable[..., HttpResponseBase]:
    """The view of "Makulera" (001-237)."""

    def carry_out(request: SeatRequest, plan: UUID, form: Any) -> str:
        given = form.cleaned_data
        actions.annul(subject, request.actor, plan, given["message"], submit_key=given["submit_key"])
        return _("Meddelandet är makulerat.")

    return verb(page, process, ANNUL, _make, carry_out, anchor=ANCHOR)


def _make(request: SeatRequest, plan: UUID, data: Any) -> PlainForm:
    return MessageForm(data)


# ── Files ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def file(subject: PlanSubject, *, inline: bool) -> Callable[..., HttpResponseBase]:
    """The view of an attached file: shown in the browser, or saved."""

    @at_unit
    @require_safe
    def view(request: SeatRequest, plan: UUID, document: UUID) -> HttpResponse:
        return documents.response(actions.open_file(subject, request.actor, plan, document), inline=inline)

    return view
