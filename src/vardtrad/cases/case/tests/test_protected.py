"""Protected personal data: the symbol is shown, address and contact details never; the clinic approves first."""

import pytest

from tests.reading import Browser
from vardtrad.cases.case.models import ApprovedContact, Case
from vardtrad.kernel.tables import Refused
from vardtrad.shared.login.actions import log_in
from vardtrad.shared.login.cookies import SESSIONS
from vardtrad.shared.login.models import World
from vardtrad.shared.login.providers import Proven
from vardtrad.shared.people.models import Person, Protection

SENTENCE = "Därför behöver mottagningen först godkänna att ni skriver till varandra här."


@pytest.fixture(params=[Protection.SECRECY_MARK, Protection.PROTECTED_REGISTRATION])
def protected(request, alva):
    Person.objects.filter(pk=alva.person.pk).update(protection=request.param)
    alva.person.refresh_from_db()
    return alva


@pytest.mark.req("003-021", "003-022")
def test_a_clinic_opens_when_it_has_approved_and_others_stay_closed(region, protected):
    address = f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/"
    page = protected.browser.open(f"/mottagningar/{region.a.id}")
    assert SENTENCE in page.text
    assert not any(a.text == "Förnya recept" for a in page.root.all("a"))
    page = protected.browser.open(address).press("Läs igenom", text="Min text.").press("Skicka")
    assert page.status == 422
    assert SENTENCE in page.alerts
    assert page.fields("Läs igenom")["text"] == "Min text."
    assert not Case.objects.exists()

    ApprovedContact.objects.create(clinic=region.a, person=protected.person)
    page = protected.browser.open(f"/mottagningar/{region.a.id}").follow("Förnya recept")
    assert page.press("Läs igenom", text="Min text.").press("Skicka").main.one("h1").text == "Ditt ärende är skickat"
    assert SENTENCE in protected.browser.open(f"/mottagningar/{region.b.id}").text


@pytest.mark.req("003-020", "003-021")
def test_who_is_protected_logs_in_but_cannot_use_all_services(region, protected):
    """By e-legitimation as anybody; own matters and settings are open, what reaches a clinic waits for its approval."""
    approval = ApprovedContact.objects.create(clinic=region.a, person=protected.person)
    new_case_of_hers = protected.sends(region.renewal_at_a)
    approval.delete()
    key = log_in(Proven(World.RESIDENT, protected.person.identity, 3, "test"))
    browser = Browser()
    browser.cookies[SESSIONS[World.RESIDENT]] = key
    inbox = browser.open("/inkorg")
    assert inbox.status == 200
    assert "Förnya recept" in inbox.main.text
    assert browser.open(f"/arenden/{new_case_of_hers.id}").status == 200
    assert browser.open("/installningar").status == 200
    services = {service.case_type.name for service in region.services.values() if service.clinic_id == region.a.id}
    assert len(services) > 1
    closed = browser.open(f"/mottagningar/{region.a.id}")
    assert not services & {link.text for link in closed.main.all("a")}
    assert "Lista dig här" not in closed.main.text
    for service in region.services.values():
        with pytest.raises(Refused) as refused:
            protected.sends(service)
        assert SENTENCE in refused.value.sentence
    assert Case.objects.count() == 1


def test_the_setting_may_open_all_clinics(region, protected, settings):
    settings.PROTECTED_NEEDS_APPROVAL = False
    page = protected.browser.open(f"/mottagningar/{region.a.id}").follow("Förnya recept")
    assert page.press("Läs igenom", text="Min text.").press("Skicka").status == 200


def test_staff_see_the_symbol_and_never_the_address(region, protected, rut):
    ApprovedContact.objects.create(clinic=region.a, person=protected.person)
    case = protected.sends(region.renewal_at_a)
    for address in (rut.address("arenden/inkomna"), rut.address("arenden/"), rut.case_address(case)):
        page = rut.browser.open(address)
        assert "Skyddade personuppgifter" in page.main.text
        for secret in ("Ängsvägen", "999 01", "070-174", "alva@", "Alköping,"):
            assert secret not in page.main.text


def test_an_approval_is_for_a_single_clinic_and_a_single_person(region, protected, bo):
    ApprovedContact.objects.create(clinic=region.b, person=protected.person)
    ApprovedContact.objects.create(clinic=region.a, person=bo.person)
    assert SENTENCE in protected.browser.open(f"/mottagningar/{region.a.id}").text
