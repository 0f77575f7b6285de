"""What the pages of standard answers show."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from vardtrad.cases.case.models import Case, CaseType
from vardtrad.cases.case.standard_answers.models import AnswerUse, StandardAnswer
from vardtrad.cases.case.standard_text import fill
from vardtrad.gate.compiled import Compiled
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.swedish import alphabetical
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.people.models import Person


def values_of(answer: StandardAnswer) -> dict[str, Any]:
    """What can be changed of a standard answer."""
    return {
        "name": answer.name,
        "text": answer.text,
        "use": answer.use,
        "case_type": str(answer.case_type_id or ""),
        "order": answer.order,
    }


def answers_at(clinic: UUID, owner: UUID | None) -> list[tuple[str, list[StandardAnswer]]]:
    """A clinic's standard answers, or somebody's own there, under the words of their tab, in the order offered."""
    answers = StandardAnswer.objects.select_related("case_type").filter(clinic_id=clinic, owner_id=owner)
    ordered = sorted(answers, key=lambda answer: (answer.order, alphabetical(answer.name)))
    groups = [(str(use.label), [answer for answer in ordered if answer.use == use]) for use in StandardAnswer.Use]
    return [(words, some) for words, some in groups if some]


def standard_answers(
    clinic: UUID, staff: UUID | None = None, *, use: str = StandardAnswer.Use.ANSWER, case_type: UUID | None = None
) -> list[StandardAnswer]:
    """A clinic's ready-made alternatives for a tab, and the reader's own (000-035, B-05); one query.

    Those made for the case's type come first, then those for any type, last those for other types; among each those
    that the reader used last come first, and the rest in the clinic's own order.
    """
    return sorted(
        _offered().things(clinic, staff, str(use)),
        key=lambda answer: 0 if answer.case_type_id == case_type else 1 if answer.case_type_id is None else 2,
    )


@cache
def _offered() -> Compiled[StandardAnswer]:
    """Asked whenever a case is opened; its SQL is built once."""

    def build(clinic: UUID, staff: UUID, use: str) -> QuerySet[StandardAnswer, Any]:
        answers = StandardAnswer.objects.filter(Q(owner__isnull=True) | Q(owner_id=staff), clinic_id=clinic, use=use)
        last_used = AnswerUse.objects.filter(Q(staff_id=staff), answer=OuterRef("pk")).values("at")
        used = answers.annotate(used=Subquery(last_used))
        return used.order_by(F("used").desc(nulls_last=True), "order", "name")

    return Compiled(build, UUID, UUID, str)


def answer_at(clinic: UUID, owner: UUID | None, key: UUID) -> StandardAnswer | None:
    """A standard answer of a clinic, or a personal one of a member of its staff."""
    return StandardAnswer.objects.filter(pk=key, clinic_id=clinic, owner_id=owner).first()


def types_to_choose() -> list[CaseType]:
    """The case types that a standard answer can be made for, in order."""
    return list(CaseType.objects.order_by("order", "name"))


def example(text: str, clinic: Unit, actor: Actor, case_type: CaseType | None) -> str:
    """The text as a resident would read it, with an invented person's name: the preview."""
    person = Person(identity="191212121212", given_name=_("Kim"), family_name=_("Exempelsson"))
    kind = case_type or CaseType(name=_("Förnya recept"))
    due = clock.deadline(clock.now(), 2)
    return fill(text, Case(clinic=clinic, patient=person, case_type=kind), actor, due=due)
