"""What is SVU's own on the pages of its versions."""

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
from vardtrad.planning.svu.pages.look import Look, look_at
from vardtrad.planning.svu.pages.views.page import draw
from vardtrad.planning.svu.subject import SVU
from vardtrad.planning.svu.versions import queries


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
    moment = look.moment
    return queries.whole(reader, look.plan, look.steps, look.members, look.done, moment=moment)


def _thread(look: Look) -> Sequence[Any]:
    moment = look.moment
    return messages.thread(look.now, look.request.seat, look.members, moment=moment, closed=look.closed)


PAPERS: Papers[Look] = Papers(
    label=SVU.label,
    name=gettext_lazy("SVU"),
    title=gettext_lazy("Samverkan vid utskrivning"),
    first=gettext_lazy("Den första versionen kommer när inskrivningen publiceras."),
    look_at=look_at,
    back_to=_back_to,
    draw=draw,
    whole=_whole,
    thread=_thread,
)
