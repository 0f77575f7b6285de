"""What is SIP's own on the pages of its versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy

from vardtrad.planning.messages import queries as messages
from vardtrad.planning.plan.lines import Part
from vardtrad.planning.plan.views import Opened
from vardtrad.planning.publications.queries import Published
from vardtrad.planning.publications.reader import Reader
from vardtrad.planning.publications.views import Papers
from vardtrad.planning.sip.pages.look import Look, look_at
from vardtrad.planning.sip.pages.views.care_plan import PLAN_FORM
from vardtrad.planning.sip.pages.views.page import draw
from vardtrad.planning.sip.subject import SIP
from vardtrad.planning.sip.versions import queries


def _back_to(look: Look, version: Published) -> Look:
    """The plan as it was at a version."""
    past = queries.as_of(look.now, version)
    return replace(
        look,
        plan=past.plan,
        steps=past.steps,
        members=past.members,
        done=past.done,
        past=version,
        opened=Opened(),
    )


def _whole(look: Look, reader: Reader) -> list[Part]:
    return queries.whole(reader, PLAN_FORM, look.plan, look.steps, look.members, look.done, moment=look.moment)


def _thread(look: Look) -> Sequence[Any]:
    return messages.thread(look.now, look.request.seat, look.members, moment=look.moment, closed=look.closed)


PAPERS: Papers[Look] = Papers(
    label=SIP.label,
    name=gettext_lazy("SIP"),
    title=gettext_lazy("Samordnad individuell plan"),
    first=gettext_lazy("Den första versionen kommer när kallelsen skickas."),
    look_at=look_at,
    back_to=_back_to,
    draw=draw,
    whole=_whole,
    thread=_thread,
)
