"""Creating the base range at a clinic: case types, services, profession groups and prepared standard answers.

None of it has a state. Existing rows are never changed, so a clinic's own changes stay; a trace says what was added.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from vardtrad.cases.case.base_range import BASE_RANGE, SHORTCUTS, Offer, Profession
from vardtrad.cases.case.models import CaseType, Service
from vardtrad.cases.case.standard_answers.models import StandardAnswer
from vardtrad.cases.teams.actions import profession_groups
from vardtrad.cases.teams.models import Group
from vardtrad.gate import door
from vardtrad.kernel.actors import Actor
from vardtrad.shared.care_units.models import Unit


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was added when the base range was created: the names of services, groups and standard answers."""

    services: tuple[str, ...]
    groups: tuple[str, ...]
    answers: tuple[str, ...]


def load_base_range(actor: Actor, clinic: Unit) -> Loaded:
    """Create what is missing of the base range at a clinic (002-001, 002-018…042); running it again changes nothing.

    A case type that the region has renamed or given other kinds stays so, and so does a service that the clinic has
    closed with an exception. The profession groups (002-039, 002-041) have no members until the administrator chooses
    some; until then their cases wait among the incoming for everybody who receives.
    """
    with transaction.atomic():
        groups, new_groups = profession_groups(actor, clinic, [profession.value for profession in Profession])
        services, answers = [], []
        for offer in BASE_RANGE:
            case_type = _case_type(offer)
            if _service(clinic, case_type, offer, groups):
                services.append(case_type.name)
            answers += [ready.name for ready in offer.answers if _answer(clinic, case_type, ready.name, ready.text)]
        loaded = Loaded(tuple(services), tuple(new_groups), tuple(answers))
        detail = {"services": len(services), "groups": len(new_groups), "answers": len(answers)}
        door.note(actor, "load_base_range", "unit", thing=clinic.id, detail=detail)
    return loaded


def _case_type(offer: Offer) -> CaseType:
    case_type, _new = CaseType.objects.get_or_create(
        code=offer.code,
        defaults={
            "name": offer.name,
            "order": offer.order,
            "prompt": offer.prompt,
            "choices": list(offer.kinds),
            "choice_label": offer.kind_label,
            "base_range": True,
        },
    )
    return case_type


def _service(clinic: Unit, case_type: CaseType, offer: Offer, groups: dict[str, Group]) -> bool:
    _kept, new = Service.objects.get_or_create(
        clinic=clinic,
        case_type=case_type,
        defaults={
            "expectation": offer.help,
            "link_words": offer.link_words,
            "notice": offer.notice,
            "group": groups[offer.profession.value] if offer.profession is not None else None,
        },
    )
    return new


def _answer(clinic: Unit, case_type: CaseType, name: str, text: str) -> bool:
    _kept, new = StandardAnswer.objects.get_or_create(
        clinic=clinic,
        owner=None,
        use=StandardAnswer.Use.ANSWER,
        name=name,
        defaults={"case_type": case_type, "text": text},
    )
    return new


def without_address(clinic: Unit) -> list[Service]:
    """The open shortcuts of a clinic that lead nowhere yet: its administrator gives an address (002-034, 002-036).

    Until then residents write to the clinic as with any other case type.
    """
    shortcuts = Service.objects.select_related("case_type").filter(clinic=clinic, open=True, link="")
    return list(shortcuts.filter(case_type__code__in=SHORTCUTS).order_by("case_type__order"))
