"""The forms that come with the product: taken into use with one press, filled in, and then the clinic's own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.people import Employee, Region, Resident
from vardtrad.cases.case.base_range import BASE_RANGE
from vardtrad.cases.case.models import Case, CaseType, Message, Service
from vardtrad.cases.case.setting_up import load_base_range
from vardtrad.cases.staff.settings import actions, delivered_forms
from vardtrad.kernel.actors import system
from vardtrad.shared.forms import actions as forms
from vardtrad.shared.forms import queries
from vardtrad.shared.forms.engine import building, json_text
from vardtrad.shared.forms.engine.building import Question
from vardtrad.shared.forms.engine.importing import read_form_text
from vardtrad.shared.forms.models import GivenAnswers, StoredForm


@pytest.fixture
def offered(region: Region, adam: Employee) -> dict[str, Service]:
    """Clinic B with the whole base range, by code."""
    load_base_range(system("test"), region.b)
    return {service.case_type.code: service for service in Service.objects.filter(clinic=region.b)}


@pytest.mark.parametrize("code", delivered_forms.CODES)
def test_every_delivered_form_can_be_used_and_belongs_to_a_case_type_of_the_base_range(code: str) -> None:
    assert code in {offer.code for offer in BASE_RANGE}
    source = delivered_forms.form_for(code)
    assert source is not None
    imported = read_form_text(json_text.dumps(source))
    assert imported.report.usable
    assert not imported.report.faults
    assert all(item.text for item in imported.form.in_order)
    # It is exported as it was delivered, and the builder changes it without loss.
    assert imported.form.source == source
    assert building.added(source, Question("string", "Ännu en fråga"))["item"][:-1] == source["item"]
    assert "email" not in json_text.dumps(source).lower()


def test_it_is_taken_into_use_with_one_press_and_is_then_the_clinics_own(
    region: Region, adam: Employee, alva: Resident, rut: Employee
) -> None:
    CaseType.objects.filter(pk=region.renewal.pk).update(code="renew-prescription")
    address = adam.address(f"administration/arendetyper/{region.renewal.id}/")
    page = adam.browser.open(address)
    assert not StoredForm.objects.exists(), "nothing changes for a clinic that does not choose it"
    done = page.press("Använd det färdiga formuläret")
    assert "Formuläret används nu." in done.alerts
    stored = StoredForm.objects.get()
    assert (stored.title, stored.latest, stored.in_use) == ("Förnya recept", 1, 1)
    # Pressed again it is the same form, also when the clinic has changed it and stopped using it.
    own = building.added(delivered_forms.form_for("renew-prescription") or {}, Question("string", "Vår egen fråga"))
    assert forms.save(adam.actor, stored.id, json_text.dumps(own), seen=1) == 2
    forms.take_into_use(adam.actor, stored.id, 2)
    forms.retire(adam.actor, stored.id)
    actions.choose_answers(adam.actor, region.renewal.id, None, to_group=False)
    adam.browser.open(address).press("Använd det färdiga formuläret")
    assert StoredForm.objects.count() == 1
    version = queries.filled_in_now(Service.objects.get(pk=region.renewal_at_a.pk).form_id)
    assert version is not None
    assert version.number == 2
    assert "Vår egen fråga" in alva.browser.open(f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/").text


def test_a_case_type_without_a_delivered_form_offers_none(region: Region, adam: Employee) -> None:
    page = adam.browser.open(adam.address(f"administration/arendetyper/{region.question.id}/"))
    assert "Använd det färdiga formuläret" not in page.text
    assert (
        adam.browser.send(adam.address(f"administration/arendetyper/{region.question.id}/formular/fardigt"), {}).status
        == 404
    )


def fields(source: dict[str, Any]) -> dict[str, str]:
    """The name of each question's field by its text, for questions outside rows."""
    form = read_form_text(json_text.dumps(source)).form
    return {item.text: f"f{item.number}" for item in form.in_order}


@pytest.mark.req("002-026", "002-018", "002-025")
@pytest.mark.parametrize(
    ("code", "kind", "typed", "told"),
    [
        (
            "change-appointment",
            "Byta till video",
            {"Vilken dag har du tiden?": "2026-12-08", "Telefonnummer där du nås": "070-174 06 15"},
            "Vilken dag har du tiden?\n2026-12-08\n\nTelefonnummer där du nås\n070-174 06 15",
        ),
        (
            "nurses-certificate",
            "Ansökan för vård av barn under 12 år",
            {
                "Från och med vilken dag gäller det?": "2026-11-16",
                "Till och med vilken dag?": "2026-11-18",
                "Varför behövde barnet vård hemma?": "Feber.",
                "Har du redan ansökt hos Försäkringskassan?": "Ja",
            },
            "Har du redan ansökt hos Försäkringskassan?\nJa",
        ),
        (
            "doctors-certificate",
            "Läkarutlåtande för körkortstillstånd",
            {
                "Vad ska intyget användas till?": "Körkort.",
                "Vart ska intyget skickas?": "1",
                "Har du haft ett sådant intyg förut?": "Nej",
            },
            "Vart ska intyget skickas?\nTill Transportstyrelsen",
        ),
        (
            "self-referral",
            "",
            {
                "Vad söker du vård för?": "Ont i knät.",
                "När började besvären?": "I våras",
                "Hur mycket påverkar besvären vardagen?": "2",
                "Har du sökt vård för det här förut?": "Nej",
                "Behöver du tolk?": "Nej",
            },
            "Vad söker du vård för?\nOnt i knät.",
        ),
    ],
)
def test_a_resident_fills_it_in_and_the_kind_is_kept_beside_it(
    code: str, kind: str, typed: dict[str, str], told: str, offered: dict[str, Service], alva: Resident, olle: Employee
) -> None:
    service = offered[code]
    stored = forms.deliver(service.clinic, json_text.dumps(delivered_forms.form_for(code)))
    Service.objects.filter(pk=service.pk).update(form=stored)
    source = delivered_forms.form_for(code)
    assert source is not None
    names = fields(source)
    page = alva.browser.open(f"/mottagningar/{service.clinic_id}/{service.id}/")
    filled = {}
    for text, answer in typed.items():
        said = answer in {"Ja", "Nej"}
        filled[names[text]] = page.value_of("Läs igenom", names[text], answer) if said else answer
    choice = {"choice": kind} if kind else {}
    look = page.press("Läs igenom", **filled, **choice)
    assert look.status == 200, look.alerts
    look.press("Skicka")
    case = Case.objects.get()
    assert case.choice == kind
    assert told in Message.objects.get().text
    assert GivenAnswers.objects.get().version.form_id == stored.id


@pytest.mark.req("002-023")
def test_a_renewal_has_a_row_for_each_medicine(offered: dict[str, Service], alva: Resident) -> None:
    service = offered["renew-prescription"]
    stored = forms.deliver(service.clinic, json_text.dumps(delivered_forms.form_for("renew-prescription")))
    Service.objects.filter(pk=service.pk).update(form=stored)
    page = alva.browser.open(f"/mottagningar/{service.clinic_id}/{service.id}/")
    refused = page.press("Läs igenom", **{"f1.0": "Levaxin 50 mikrogram", "f5.0": "1"})
    assert refused.status == 422
    one = {"f1.0": "Levaxin 50 mikrogram", "f3.0": "En på morgonen", "f5.0": "1"}
    more = refused.press("Lägg till läkemedel", **one)
    assert more.status == 200
    two = {"f1.1": "Alvedon 500 mg", "f3.1": "Vid behov", "f5.1": "0"}
    changed = more.value_of("Läs igenom", "f6", "Nej")
    look = more.press("Läs igenom", **one, **two, f6=changed)
    assert look.main.one("h1").text == "Läs igenom ditt ärende", look.alerts
    look.press("Skicka")
    text = Message.objects.get().text
    for part in ("Levaxin 50 mikrogram", "Mindre än en vecka", "Alvedon 500 mg", "Det är slut"):
        assert part in text
