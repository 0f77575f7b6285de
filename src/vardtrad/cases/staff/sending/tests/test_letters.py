"""A letter ordered by a press: from an open case, and to all whose notice "Saknas" after a sending (004-027)."""

from __future__ import annotations

import pytest

from tests.people import Employee, Region, Resident
from vardtrad.cases.case import letters
from vardtrad.cases.case.models import Case, Message
from vardtrad.cases.case.thread import MESSAGE_LETTERS
from vardtrad.cases.staff.sending.tests.test_sending_out import ALVA, BO, INFORMATION, templates, to_message
from vardtrad.gate.models import Trace
from vardtrad.kernel.tables import Refused
from vardtrad.shared.letters import actions as queue
from vardtrad.shared.letters.models import Letter
from vardtrad.shared.people.models import Person, Protection

__all__ = ["templates"]
pytestmark = pytest.mark.req("004-027")
PRESS = "Skicka det senaste beskedet i ett brev"


def test_the_last_message_of_a_case_goes_by_letter_once(
    hugos_case: Case, hugo: Employee, alva: Resident, rut: Employee
):
    page = hugo.browser.open(hugo.case_address(hugos_case))
    assert PRESS not in page.main.text, "nothing has been said yet"
    hugo.does("partial_reply", hugos_case, "Vi väntar på ett provsvar.")
    said = Message.objects.latest("id")
    page = hugo.browser.open(hugo.case_address(hugos_case)).press(PRESS)
    assert "Brevet väntar på utskrift bland mottagningens brev." in page.text
    assert "Ett brev till invånaren är beställt." in page.main.text
    letter = Letter.objects.get()
    assert (letter.kind, letter.key, letter.person_id, letter.unit_id) == (
        MESSAGE_LETTERS, said.id, alva.person.id, hugo.clinic.id,
    )  # fmt: skip
    assert letter.title == "Förnya recept"
    assert letter.text.startswith("Vi väntar på ett provsvar.")
    page.press(PRESS)
    assert Letter.objects.count() == 1
    assert Trace.objects.filter(action="order_letter", key=hugos_case.id, person_id=alva.person.id).count() == 1
    # It is printed by the clinic like any other, and when it comes back the case says so.
    bundle = queue.bundle(rut.actor)
    assert bundle is not None
    queue.mark_sent(rut.actor, bundle.id)
    queue.returned(rut.actor, letter.id)
    assert "Brevet till invånaren kom i retur." in hugo.browser.open(hugo.case_address(hugos_case)).main.text
    assert "brev" not in alva.browser.open(f"/arenden/{hugos_case.id}").main.text.lower()


def test_who_has_no_notice_is_told_of_beside_the_case(hugos_case: Case, hugo: Employee, alva: Resident):
    hugo.does("partial_reply", hugos_case, "Vi väntar på ett provsvar.")
    assert "Avisering saknas" not in hugo.browser.open(hugo.case_address(hugos_case)).main.text
    Person.objects.filter(pk=alva.person.pk).update(email="")
    assert "Avisering saknas" in hugo.browser.open(hugo.case_address(hugos_case)).main.text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"street": ""}, "Det finns ingen adress att skicka brevet till."),
        ({"deceased": True}, "Personen är avliden."),
    ],
)
def test_no_letter_is_ordered_that_reaches_nobody(hugos_case, hugo, alva, change, sentence):
    hugo.does("partial_reply", hugos_case, "Vi väntar på ett provsvar.")
    Person.objects.filter(pk=alva.person.pk).update(**change)
    page = hugo.browser.open(hugo.case_address(hugos_case)).press(PRESS)
    assert sentence in page.alerts
    assert not Letter.objects.exists()
    assert Trace.objects.filter(action="order_letter", outcome="refused").count() == 1


def test_a_protected_persons_letter_is_ordered_without_an_address(hugos_case, hugo, alva):
    hugo.does("partial_reply", hugos_case, "Vi väntar på ett provsvar.")
    Person.objects.filter(pk=alva.person.pk).update(protection=Protection.SECRECY_MARK, street="", postal_code="")
    letters.order(hugo.actor, hugos_case.id)
    assert Letter.objects.count() == 1


def test_what_the_clinic_writes_for_itself_is_in_no_letter(hugos_case, hugo):
    from vardtrad.cases.case.moves import notes

    notes.note(hugo.actor, hugos_case.id, "Internt.")
    with pytest.raises(Refused, match="har inte skrivit något"):
        letters.order(hugo.actor, hugos_case.id)
    hugo.does("partial_reply", hugos_case, "Till dig.")
    notes.note(hugo.actor, hugos_case.id, "Internt igen.")
    letters.order(hugo.actor, hugos_case.id)
    assert Letter.objects.get().text.startswith("Till dig.")


def test_nobody_at_another_clinic_orders_one(hugos_case, hugo, olle, greta):
    hugo.does("partial_reply", hugos_case, "Vi väntar.")
    for who in (olle, greta):
        with pytest.raises(Refused):
            letters.order(who.actor, hugos_case.id)
    assert letters.order_of_all(olle.actor, [hugos_case.id]) == 0
    assert not Letter.objects.exists()


@pytest.mark.usefixtures("templates")
def test_after_a_sending_letters_go_to_all_who_are_told_in_no_way(hugo: Employee, region: Region, alva, bo):
    Person.objects.filter(pk=bo.person.pk).update(email="")
    done = to_message(hugo, INFORMATION, ALVA, BO).press("SKICKA", text="Mottagningen är stängd i juli.")
    assert "1 mottagare har ingen avisering" in done.main.text
    page = done.press("Beställ brev")
    assert "1 brev väntar på utskrift bland mottagningens brev." in page.text
    assert "har ingen avisering" not in page.main.text
    letter = Letter.objects.get()
    assert letter.person_id == bo.person.id
    assert letter.text.startswith("Mottagningen är stängd i juli.")
