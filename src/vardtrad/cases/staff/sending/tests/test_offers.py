"""An offer under the care guarantee puts everybody who got it on the waiting list, with a letter where none is told."""

from __future__ import annotations

import pytest

from tests.people import Employee, Region
from vardtrad.cases.case.models import Case, CaseType, Message
from vardtrad.cases.staff.sending import actions, carrying_out, offers
from vardtrad.cases.staff.sending.models import Dispatch, Outcome, Recipient
from vardtrad.cases.staff.sending.tests.conftest import made_up, to_many
from vardtrad.cases.staff.settings.actions import load_care_guarantee
from vardtrad.cases.waiting_list import actions as waiting
from vardtrad.cases.waiting_list.models import WaitingEntry
from vardtrad.cases.waiting_list.offering import OFFER
from vardtrad.cases.waiting_list.rules import Answer, Kind, Move
from vardtrad.shared.letters.models import Letter
from vardtrad.shared.people.models import Person

TEXT = "Hej!\n\nVi erbjuder dig besök hos en annan vårdgivare."


@pytest.fixture
def offer(hugo: Employee, adam: Employee, region: Region) -> Dispatch:
    """An offer to somebody who is told by e-mail, somebody who is not, and somebody without an account."""
    load_care_guarantee(adam.actor)
    people = [
        Person.objects.create(identity=made_up(1), given_name="Told", family_name="Ett", email="told@example.se"),
        Person.objects.create(identity=made_up(2), given_name="Silent", family_name="Två"),
        Person.objects.create(identity="22950606FH20", given_name="Paper", family_name="Tre"),
    ]
    sending = actions.begin(hugo.actor, region.a, CaseType.objects.get(code=OFFER))
    for person in people:
        actions.add(hugo.actor, sending, person)
    return sending


def standing() -> dict[str, tuple[str, str, bool, bool]]:
    """Of each entry: what is waited for, the code, whether there is a case, and whether a letter went."""
    return {
        entry.patient.given_name: (entry.kind, entry.state, entry.offer_id is not None, entry.by_letter)
        for entry in WaitingEntry.objects.select_related("patient")
    }


@pytest.mark.req("004-001", "004-002", "004-003", "004-004", "004-077")
def test_everybody_who_got_it_stands_on_the_list(hugo: Employee, offer: Dispatch) -> None:
    page = hugo.browser.open(hugo.address(f"skicka/{offer.id}/"))
    wrong = page.press("SKICKA", to="mig", text=TEXT)
    assert wrong.status == 422
    assert "Välj vad mottagarna väntar på." in wrong.main.text
    assert not Case.objects.exists()
    assert wrong.fields("SKICKA")["text"] == TEXT
    sent = wrong.press("SKICKA", to="mig", waits_for="operation", text=TEXT)
    assert "1 mottagare har inget konto och får ett brev." in sent.main.text
    assert standing() == {
        "Told": ("operation", "hv", True, False),
        "Silent": ("operation", "hv", True, True),
        "Paper": ("operation", "hv", False, True),
    }
    assert {letter.person.given_name for letter in Letter.objects.select_related("person")} == {"Silent", "Paper"}
    assert all(TEXT in letter.text for letter in Letter.objects.all())


@pytest.mark.req("004-001")
def test_what_a_killed_worker_did_is_done_once(hugo: Employee, offer: Dispatch) -> None:
    """The cases, entries and letters are committed, and the worker dies before it has recorded the outcomes."""
    actions.send(hugo.actor, offer, TEXT, hugo.staff, waits_for="visit")
    before = standing()
    assert len(before) == 3
    Recipient.objects.update(case=None, outcome=Outcome.WAITING, refusal="")
    Dispatch.objects.update(sent=None)
    carrying_out.carry_out()
    assert standing() == before
    assert (Case.objects.count(), WaitingEntry.objects.count(), Letter.objects.count()) == (2, 3, 2)
    assert set(Recipient.objects.values_list("outcome", flat=True)) == {"case", "no_account"}


@pytest.mark.req("004-001")
def test_who_was_sent_to_before_the_list_knew_is_put_on_it(hugo: Employee, offer: Dispatch, monkeypatch) -> None:
    """The worker dies between the cases and the list: who has a case is put on the list when it goes on."""
    with monkeypatch.context() as dying:
        dying.setattr(carrying_out, "put_on_the_list", lambda *_given: None)
        actions.send(hugo.actor, offer, TEXT, hugo.staff, waits_for="visit")
    assert not WaitingEntry.objects.exists()
    Recipient.objects.update(case=None, outcome=Outcome.WAITING, refusal="")
    Dispatch.objects.update(sent=None)
    carrying_out.carry_out()
    assert set(standing()) == {"Told", "Silent", "Paper"}
    assert Case.objects.count() == 2


def test_who_could_not_be_put_on_the_list_is_told_of(hugo: Employee, offer: Dispatch, monkeypatch) -> None:
    real = offers.after_sending

    def failing(actor, clinic, sent, kind):
        if any(one.person.given_name == "Silent" for one in sent):
            raise LookupError("made up")
        return real(actor, clinic, sent, kind)

    monkeypatch.setattr(offers, "after_sending", failing)
    page = hugo.browser.open(hugo.address(f"skicka/{offer.id}/"))
    sent = page.press("SKICKA", to="mig", waits_for="visit", text=TEXT)
    assert set(standing()) == {"Told", "Paper"}
    assert "Står inte på väntelistan: Tekniskt fel. Sätt upp personen för hand." in sent.main.text
    assert Recipient.objects.get(person__given_name="Silent").outcome == "case"
    # It stands first, above everybody with whom all is well, and is there to be found again afterwards.
    assert [row["Namn"] for row in sent.rows] == ["Silent Två", "Paper Tre", "Told Ett"]
    assert "1 mottagare fick erbjudandet men behöver följas upp. Vid namnet står varför." in sent.main.text
    start = hugo.browser.open(hugo.address("skicka/"))
    assert "Till 3 mottagare." in start.main.text
    assert "1 mottagare att följa upp." in start.main.text
    (again,) = [link.attrs["href"] for link in start.main.all("a") if f"/skicka/{offer.id}/klart" in link.attrs["href"]]
    assert "Sätt upp personen för hand." in hugo.browser.open(again).main.text


def test_who_has_accepted_already_is_not_said_to_be_missing_from_the_list(
    hugo: Employee, offer: Dispatch, region: Region
) -> None:
    told = Person.objects.get(given_name="Told")
    entry = waiting.place(hugo.actor, region.a, told, Kind.VISIT).thing
    waiting.document(hugo.actor, entry.id, waiting.Documented("reached", told=Answer.YES))
    entry.refresh_from_db()
    waiting.change(hugo.actor, entry.id, Move.ACCEPT_VISIT, seen=entry.content)
    page = hugo.browser.open(hugo.address(f"skicka/{offer.id}/"))
    sent = page.press("SKICKA", to="mig", waits_for="visit", text=TEXT)
    assert "Har redan tackat ja till ett erbjudande" in sent.main.text
    assert "Står inte på väntelistan" not in sent.main.text
    assert standing()["Told"][1] == "hvny"


def test_what_somebody_else_has_sent_is_not_shown(hugo: Employee, rut: Employee, offer: Dispatch) -> None:
    actions.send(hugo.actor, offer, TEXT, hugo.staff, waits_for="visit")
    assert "senaste tre veckorna" in hugo.browser.open(hugo.address("skicka/")).main.text
    assert "senaste tre veckorna" not in rut.browser.open(rut.address("skicka/")).main.text


def test_other_templates_ask_for_nothing_and_put_nobody_on_the_list(hugo: Employee, region: Region) -> None:
    sending = to_many(hugo, region, 1)
    page = hugo.browser.open(hugo.address(f"skicka/{sending.id}/"))
    assert "Mottagarna väntar på" not in page.main.text
    page.press("SKICKA", to="mig", text="Hej!")
    assert Case.objects.count() == 1
    assert not WaitingEntry.objects.exists()


@pytest.mark.req("004-029", "004-032")
@pytest.mark.parametrize(("name", "words"), [("besök", "tid för besök"), ("operation", "tid för operation")])
def test_the_text_for_visit_or_operation_is_added_with_plus_and_adjusted(
    hugo: Employee, offer: Dispatch, name: str, words: str
) -> None:
    page = hugo.browser.open(hugo.address(f"skicka/{offer.id}/"))
    plus = "Lägg till i meddelandet: Erbjudande: "
    offered = [button.text for button in page.main.all("button", name="lagg_till")]
    assert [text for text in offered if text.startswith(plus)] == [f"{plus}besök", f"{plus}operation"]
    assert page.fields("SKICKA")["text"] == ""
    # What has been written and chosen stays; the text comes into the box below, where it can be changed.
    added = page.press(f"{plus}{name}", text="Hej!", to="mig", waits_for="visit")
    text = added.fields("SKICKA")["text"]
    assert text.startswith("Hej!\n\n")
    assert words in text
    assert not Case.objects.exists()
    adjusted = text.replace("Hej!", "God dag!").replace("[[regioner]]", "Halland och Skåne")
    added.press("SKICKA", text=adjusted)
    sent = Message.objects.filter(case__patient__given_name="Told").get().text
    assert sent.startswith("God dag!")
    assert words in sent
    assert "Halland och Skåne" in sent
