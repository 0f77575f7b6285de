"""What the demo's Vårdcentralen Sjöviken asks: danger signs, and a form that comes with the product.

By the product's own verbs, after the cases of the stories; every step may be carried out again. ``write`` is called by
filling.py.
"""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from vardtrad.cases.case.danger_signs import actions as danger_signs
from vardtrad.cases.case.danger_signs.queries import asked_about, latest_of
from vardtrad.cases.case.danger_signs.rules import SignsConfirmation
from vardtrad.cases.case.models import CaseType, Service
from vardtrad.cases.case.moves import sending
from vardtrad.cases.staff.settings import actions as settings
from vardtrad.cases.staff.settings import delivered_signs
from vardtrad.config.demo.desk import Desk
from vardtrad.kernel import clock
from vardtrad.shared.forms.answering import judged
from vardtrad.shared.forms.queries import filled_in_now

CLINIC, ADMINISTRATOR, RESIDENT = "sjoviken", "elin", "rasmus"
WITH_SIGNS = ("message", "renew-prescription")
"""The case types that the clinic asks about danger signs before."""
IN_A_FORM = "renew-prescription"
FILLED = {
    "f1.0": ["Salbutamol, inhalationspulver 0,2 mg"],
    "f3.0": ["En eller två inhalationer när det behövs"],
    "f5.0": ["1"],
    "f6": ["nej"],
}
"""What the resident fills in: the medicine, how it is taken, that it lasts less than a week, and no change."""


def write(desk: Desk) -> None:
    """Let the clinic ask, and a resident answer, unless it has been done. Must be called outside any transaction."""
    actor, clinic = desk.at(ADMINISTRATOR, CLINIC), desk.units[CLINIC]
    types = {kind.code: kind for kind in CaseType.objects.filter(code__in=WITH_SIGNS)}
    services = {kind.code: Service.objects.get(clinic=clinic, case_type=kind) for kind in types.values()}
    for code in WITH_SIGNS:
        if latest_of(services[code].id) is None:
            danger_signs.save_signs(actor, types[code].id, delivered_signs.ADULTS, delivered_signs.CHILDREN, seen=None)
    if services[IN_A_FORM].form_id is None:
        settings.use_delivered_form(actor, types[IN_A_FORM].id)
    service = Service.objects.get(pk=services[IN_A_FORM].pk)
    person, version = desk.people[RESIDENT], filled_in_now(service.form_id)
    signs = asked_about(service.id, person)
    if version is None or signs is None:
        return
    answers = judged(version, FILLED)
    sending.send(
        desk.resident(RESIDENT),
        clinic,
        types[IN_A_FORM],
        person,
        answers.text,
        answers=answers,
        signs=SignsConfirmation(signs.version, person.id, signs.for_child, clock.now()),
        submit_key=uuid5(NAMESPACE_URL, "vardtrad:demo:asking"),
    )
