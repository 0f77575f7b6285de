"""A clinic lets a guardian go on reading for somebody of 13 to 15: what is read, who is told, what ends it (B-21)."""

from __future__ import annotations

import pytest

from tests.people import Clock, Employee, Region, Resident, logged_in
from vardtrad.cases.case.models import Case
from vardtrad.gate.models import Trace
from vardtrad.shared.people.models import Guardianship, Person, Protection
from vardtrad.shared.proxies.models import Agreement, Link

# An official test number of the Tax Agency: 14 years old on the day of the frozen clock, 16 on 2 March 2027.
VILMA = "201103022388"
PAGE = "administration/lasning/"


@pytest.fixture
def vilma(alva: Resident, frozen: Clock) -> Resident:
    """Alva's child of fifteen, with whom Alva had ombudsläget before."""
    child = Person.objects.create(identity=VILMA, given_name="Vilma", family_name="Ahlgren")
    Guardianship.objects.create(guardian=alva.person, child=child)
    Link.objects.create(proxy=alva.person, person=child, added=frozen.now())
    return Resident(child)


def decides(who: Employee, alva: Resident, **changed: str):
    typed = {
        "identity": VILMA,
        "guardian": alva.person.identity,
        "reason": "Behöver hjälp att läsa.",
        "decided_by": "Greta Gran, verksamhetschef",
        "last": "2027-03-01",
    }
    return who.browser.open(who.address(PAGE)).press("Spara beslutet", **(typed | changed))


def enters(alva: Resident):
    return alva.browser.open("/barn").press("Vilma Ahlgren")


@pytest.fixture
def written(vilma: Resident, region: Region) -> tuple[Case, Case]:
    """What Vilma has written to clinic A, and to clinic B."""
    at_b = region.services["b", "renewal"]
    return vilma.sends(region.renewal_at_a, "Till A."), vilma.sends(at_b, "Till B.")


@pytest.mark.req("B-21", "003-011")
def test_the_guardian_reads_what_is_written_to_that_clinic_and_nothing_else(
    adam: Employee, alva: Resident, vilma: Resident, written: tuple[Case, Case], region: Region
) -> None:
    assert "Vilma" not in alva.browser.open("/barn").main.text
    page = decides(adam, alva)
    assert "Beslutet gäller nu." in page.text
    inbox = enters(alva)
    at_a, at_b = written
    assert "Till A." in inbox.main.text
    assert "Till B." not in inbox.main.text
    assert region.b.name not in inbox.main.text
    assert "Till A." in alva.browser.open(f"/arenden/{at_a.id}").main.text
    assert alva.browser.get(f"/arenden/{at_b.id}").status_code == 404
    # Plans and the log of who has read tell of other clinics too.
    for path in ("/listning", "/mottagningar", "/installningar", "/min-plan", "/vem-har-last"):
        assert alva.browser.get(path).status_code == 404
    answered = alva.browser.post(f"/arenden/{at_a.id}", {"text": "Nej.", "submit_key": str(at_a.id)})
    assert answered.status_code in {403, 404, 409, 422}
    trace = Trace.objects.filter(action="read", actor_id=alva.person.id, key=at_a.id).latest("at")
    assert (trace.person_id, trace.detail["proxy"]) == (vilma.person.id, "agreement")
    decided = Trace.objects.get(action="decide_agreement")
    assert (decided.person_id, decided.detail["guardian"]) == (vilma.person.id, str(alva.person.id))


@pytest.mark.req("B-21")
def test_a_second_decision_about_the_same_two_is_refused_in_words_with_what_was_typed(
    adam: Employee, alva: Resident, vilma: Resident
) -> None:
    """Pressed twice, or decided anew before the first one is taken back."""
    decides(adam, alva)
    again = decides(adam, alva, reason="Behöver hjälp även i vår.")
    assert (again.status, again.fields("Spara beslutet")["reason"]) == (422, "Behöver hjälp även i vår.")
    assert "Mottagningen har redan ett sådant beslut. Återkalla det först." in again.alerts
    assert Agreement.objects.count() == 1
    refused = Trace.objects.get(action="decide_agreement", outcome="refused")
    assert (refused.person_id, refused.detail) == (vilma.person.id, {"reason": "constraint"})


@pytest.mark.req("B-21")
def test_the_young_person_is_told_and_her_no_holds_at_once(
    adam: Employee, alva: Resident, vilma: Resident, written: tuple[Case, Case], region: Region
) -> None:
    decides(adam, alva)
    enters(alva)
    own = vilma.browser.open("/inkorg")
    assert f"En vårdnadshavare får läsa det som du och {region.a.name} skriver till varandra." in own.main.text
    page = own.follow("Läs mer, eller säg nej")
    assert "Behöver hjälp att läsa." in page.main.text
    assert "Greta Gran, verksamhetschef" in page.main.text
    page.press("Säg nej")
    assert "Till A." not in alva.browser.open("/inkorg").text
    assert "Vilma" not in alva.browser.open("/barn").main.text
    assert "Den unga har sagt nej" in adam.browser.open(adam.address(PAGE)).main.text
    # The clinic cannot go round it with a new decision.
    agreement = Agreement.objects.get()
    adam.browser.open(adam.address(PAGE)).press("Återkalla beslutet")
    assert "Den unga har sagt nej." in decides(adam, alva).alerts
    assert Agreement.objects.count() == 1
    Agreement.objects.filter(pk=agreement.pk).update(ended=None)
    assert "Vårdnadshavaren kan läsa igen." in vilma.browser.open("/fullmakter").press("Ta tillbaka mitt nej").alerts
    assert "Till A." in enters(alva).main.text
    assert {"object_to_agreement", "accept_agreement"} <= set(Trace.objects.values_list("action", flat=True))


@pytest.mark.req("B-21")
def test_a_no_can_be_taken_back_when_its_decision_is_over(
    adam: Employee, alva: Resident, vilma: Resident, frozen: Clock
) -> None:
    decides(adam, alva)
    vilma.browser.open("/fullmakter").press("Säg nej")
    adam.browser.open(adam.address(PAGE)).press("Återkalla beslutet")
    page = vilma.browser.open("/fullmakter")
    assert "Beslutet gäller inte längre." in page.main.text
    done = page.press("Ta tillbaka mitt nej")
    assert "Du har tagit tillbaka ditt nej." in done.alerts
    assert "Vårdnadshavare som får läsa" not in done.main.text
    assert "Beslutet gäller nu." in decides(adam, alva).text
    # From 16 nobody can decide it, so a no has nothing to hinder.
    Agreement.objects.filter(ended=None).update(objected=frozen.now(), ended=frozen.now())
    frozen.go(days=105)
    assert "Ta tillbaka mitt nej" not in logged_in(vilma.person).open("/fullmakter").main.text


@pytest.mark.req("B-21", "003-011")
@pytest.mark.parametrize("what", ["revoked", "last day", "guardianship", "protected", "other guardian"])
def test_what_ends_it_ends_it_in_the_open_session(
    what: str, adam: Employee, alva: Resident, bo: Resident, vilma: Resident, written: tuple[Case, Case], frozen: Clock
) -> None:
    Guardianship.objects.create(guardian=bo.person, child=vilma.person)
    decides(adam, alva, last="2027-02-01" if what == "last day" else "2027-03-01")
    assert "Till A." in enters(alva).main.text
    at_a, _at_b = written
    if what == "revoked":
        adam.browser.open(adam.address(PAGE)).press("Återkalla beslutet")
    elif what == "guardianship":
        Guardianship.objects.filter(guardian=alva.person).delete()
    elif what == "protected":
        Person.objects.filter(pk=vilma.person.pk).update(protection=Protection.SECRECY_MARK)
    elif what == "other guardian":
        Person.objects.filter(pk=bo.person.pk).update(protection=Protection.SECRECY_MARK)
    else:
        Agreement.objects.update(last="2026-11-16")
    response = alva.browser.get(f"/arenden/{at_a.id}")
    assert "Till A." not in response.content.decode()
    assert "Till A." not in alva.browser.open("/inkorg").text


@pytest.mark.req("B-21")
def test_it_ends_on_the_sixteenth_birthday_whatever_day_was_written(
    adam: Employee, alva: Resident, vilma: Resident, frozen: Clock
) -> None:
    decides(adam, alva)
    Agreement.objects.update(last="2099-01-01")
    frozen.go(days=104)
    assert "Vilma" in logged_in(alva.person).open("/barn").main.text
    frozen.go(days=1)
    assert "Vilma" not in logged_in(alva.person).open("/barn").main.text


@pytest.mark.req("B-21")
def test_who_cannot_be_decided_about_gets_the_same_answer(
    adam: Employee, rut: Employee, alva: Resident, bo: Resident, vilma: Resident
) -> None:
    refusal = "Det går inte att besluta om dem."
    assert refusal in decides(adam, bo).alerts  # no guardian
    assert refusal in decides(adam, alva, identity=bo.person.identity).alerts  # another age
    assert refusal in decides(adam, alva, identity="201602292383").alerts  # nobody's number
    assert "före 16-årsdagen" in decides(adam, alva, last="2027-03-02").alerts
    assert "före 16-årsdagen" in decides(adam, alva, last="2026-11-16").alerts
    assert "Skriv vem som har beslutat." in decides(adam, alva, decided_by="").alerts
    Person.objects.filter(pk=alva.person.pk).update(protection=Protection.SECRECY_MARK)
    assert refusal in decides(adam, alva).alerts
    assert not Agreement.objects.exists()
    assert rut.browser.get(rut.address(PAGE)).status_code == 404


@pytest.mark.req("B-21")
def test_nobody_answers_about_somebody_else(adam: Employee, alva: Resident, bo: Resident, vilma: Resident) -> None:
    decides(adam, alva)
    address = f"/fullmakter/lasning/{Agreement.objects.get().id}"
    for who in (alva, bo):
        assert who.browser.post(address, {"gor": "nej"}).status_code == 404
    assert Agreement.objects.get().objected is None
