"""Codes of the waiting list: proposed of the answer, confirmed by staff, corrected by a change that names it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.people import now
from vardtrad.cases.case.models import Case, Message, Service
from vardtrad.cases.case.moves import asking_back
from vardtrad.cases.waiting_list import actions, answers
from vardtrad.cases.waiting_list.actions import Documented
from vardtrad.cases.waiting_list.models import CodeChange, PhoneCall, WaitingEntry
from vardtrad.cases.waiting_list.rules import Answer, Kind, Move, State, proposed
from vardtrad.cases.waiting_list.tests.waiting_people import NO, NO_CARE, YES, answered, latest, offered, offers
from vardtrad.gate.models import Trace, Version
from vardtrad.kernel import clock
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.shared.forms import actions as forms
from vardtrad.shared.forms.answering import judged
from vardtrad.shared.forms.engine import json_text
from vardtrad.shared.forms.models import FormVersion
from vardtrad.shared.people.models import Person


def history(entry):
    return [
        (change.code_from, change.code_to, change.answer, change.by_phone)
        for change in CodeChange.objects.filter(entry=entry).order_by("id")
    ]


def confirm(who, entry, move, reason=""):
    return actions.change(who.actor, entry.id, move, reason, seen=latest(entry).content).thing


def with_form(region, head):
    """Let the offer be answered in a form with the three alternatives."""
    options = [
        {"valueCoding": {"code": code, "display": f"Alternativ {code}"}} for code in ("JA", "NEJ", "NEJ_NO_CARE")
    ]
    item = {"linkId": "svar", "type": "choice", "text": "Vad svarar du?", "required": True, "answerOption": options}
    source = {"resourceType": "Questionnaire", "url": "urn:x", "title": "Svar", "status": "active", "item": [item]}
    made = forms.make(head.actor, "Svar", json_text.dumps(source))
    forms.take_into_use(head.actor, made.id, 1)
    Service.objects.filter(clinic=region.a, case_type=offers(region)).update(form=made)


def proposal(entry):
    told = answers.told_by([entry]).get(entry.id)
    return proposed(entry.kind, told.answer) if told else None


@pytest.mark.req("004-001")
def test_somebody_is_placed_by_hand_with_the_code_hv_and_once_for_each_kind(region, rut, alva):
    entry = actions.place(rut.actor, region.a, alva.person, Kind.VISIT).thing
    assert (entry.state, history(entry)) == ("hv", [("", "hv", "", False)])
    with pytest.raises(Refused, match="står redan på väntelistan"):
        actions.place(rut.actor, region.a, alva.person, Kind.VISIT)
    assert actions.place(rut.actor, region.a, alva.person, Kind.OPERATION).thing.state == "hv"
    trace = Trace.objects.get(action="place", key=entry.id)
    assert (trace.person_id, trace.unit_id, trace.outcome) == (alva.person.id, region.a.id, "done")


@pytest.mark.req("004-001", "004-014")
def test_the_dead_are_not_placed_and_leave_the_list_without_an_answer(region, rut, alva):
    entry = actions.place(rut.actor, region.a, alva.person, Kind.VISIT).thing
    Person.objects.filter(pk=alva.person.pk).update(deceased=True)
    alva.person.refresh_from_db()
    with pytest.raises(Refused, match="har avlidit"):
        actions.place(rut.actor, region.a, alva.person, Kind.OPERATION)
    assert confirm(rut, entry, Move.REMOVE).state == "removed"


@pytest.mark.req("004-007", "004-008", "004-009", "B-17")
@pytest.mark.parametrize(
    ("kind", "words", "move", "code", "answer"),
    [
        (Kind.VISIT, YES, Move.ACCEPT_VISIT, "hvny", "ja"),
        (Kind.OPERATION, YES, Move.ACCEPT_OPERATION, "hvop", "ja"),
        (Kind.VISIT, NO, Move.KEEP_WAITING, "p", "nej"),
        (Kind.VISIT, NO_CARE, Move.REMOVE, "removed", "nej_no_care"),
    ],
)
def test_the_code_is_proposed_of_the_answer_and_changes_when_staff_confirm(
    region, rut, hugo, alva, kind, words, move, code, answer
):
    entry = offered(rut, region, alva.person, kind)
    assert proposal(entry) is None
    entry = answered(alva, entry, words)
    assert (entry.state, proposal(entry)) == ("hv", move)
    assert confirm(hugo, entry, move).state == code
    assert history(entry)[-1] == ("hv", code, answer, False)
    assert CodeChange.objects.filter(entry=entry).latest("id").by_name == hugo.staff.name


@pytest.mark.req("004-007", "004-014")
def test_without_an_answer_no_code_follows_and_nobody_leaves_the_list(region, rut, alva):
    entry = offered(rut, region, alva.person)
    for move in (Move.ACCEPT_VISIT, Move.ACCEPT_OPERATION, Move.KEEP_WAITING, Move.REMOVE):
        with pytest.raises(Refused) as refused:
            confirm(rut, entry, move, "Kommer inte.")
        assert refused.value.reason is Reason.NEED
    assert (latest(entry).state, len(history(entry))) == ("hv", 1)
    refusal = Trace.objects.filter(action="remove", outcome="refused", person_id=alva.person.id).get()
    assert "Kommer" not in str(refusal.detail)


@pytest.mark.req("004-014", "004-011")
def test_a_try_that_reached_nobody_is_no_conversation_and_one_that_did_is(region, rut, alva):
    entry = offered(rut, region, alva.person)
    tomorrow = clock.today() + timedelta(days=1)
    actions.document(rut.actor, entry.id, Documented("not_reached", next_try=tomorrow))
    actions.document(rut.actor, entry.id, Documented("wrong_number", "Numret går till någon annan."))
    with pytest.raises(Refused, match="talat på telefon"):
        confirm(rut, entry, Move.REMOVE, "Svarar inte.")
    actions.document(rut.actor, entry.id, Documented("reached", told=Answer.YES))
    assert proposal(latest(entry)) is Move.ACCEPT_VISIT
    assert confirm(rut, entry, Move.ACCEPT_VISIT).state == "hvny"
    assert history(entry)[-1] == ("hv", "hvny", "ja", True)
    assert list(PhoneCall.objects.filter(entry=entry).order_by("id").values_list("outcome", "next_try")) == [
        ("not_reached", tomorrow), ("wrong_number", None), ("reached", None)
    ]  # fmt: skip


def test_the_latest_answer_holds_whichever_way_it_came(region, rut, alva):
    entry = answered(alva, offered(rut, region, alva.person), NO)
    actions.document(rut.actor, entry.id, Documented("reached", "Har ändrat sig.", told=Answer.YES))
    assert proposal(latest(entry)) is Move.ACCEPT_VISIT
    with pytest.raises(Refused, match="har inte svarat nej"):
        confirm(rut, entry, Move.KEEP_WAITING)


def test_a_free_text_is_read_by_staff_who_may_then_choose(region, rut, alva):
    entry = answered(alva, offered(rut, region, alva.person), "Kan jag få åka i september i stället?")
    assert answers.told_by([entry])[entry.id].answer is Answer.UNCLEAR
    assert proposal(entry) is None
    assert confirm(rut, entry, Move.KEEP_WAITING).state == "p"


@pytest.mark.req("004-008")
def test_a_new_offer_to_who_waits_begins_again_and_the_old_answer_is_no_answer_to_it(region, rut, alva):
    entry = answered(alva, offered(rut, region, alva.person), NO)
    confirm(rut, entry, Move.KEEP_WAITING)
    actions.document(rut.actor, entry.id, Documented("reached", "Vill vänta.", told=Answer.NO))
    again = offered(rut, region, alva.person)
    assert (again.pk, again.state, again.told, again.spoken) == (entry.pk, "hv", "", None)
    assert proposal(again) is None
    with pytest.raises(Refused, match="Ingen får tas bort"):
        confirm(rut, again, Move.REMOVE, "Sa nej förra gången.")
    assert history(entry)[-1] == ("p", "hv", "", False)


def test_a_mistake_is_corrected_by_a_change_that_names_it_back_to_the_beginning(region, rut, alva):
    entry = answered(alva, offered(rut, region, alva.person), YES)
    confirm(rut, entry, Move.ACCEPT_OPERATION)
    confirm(rut, entry, Move.REMOVE, "Vården är klar.")

    def correct(to, reason="Fel."):
        return actions.correct(rut.actor, entry.id, to, reason, seen=latest(entry).content).thing

    with pytest.raises(Refused, match="inte den koden som gällde"):
        correct(State.HV)
    with pytest.raises(Refused, match="Skriv varför"):
        correct(State.HVOP, " ")
    assert correct(State.HVOP, "Fel patient.").state == "hvop"
    assert correct(State.HV).state == "hv"
    with pytest.raises(Refused):
        correct(State.P)
    changes = list(CodeChange.objects.filter(entry=entry).order_by("id"))
    assert [(change.code_from, change.code_to) for change in changes] == [
        ("", "hv"), ("hv", "hvop"), ("hvop", "removed"), ("removed", "hvop"), ("hvop", "hv")
    ]  # fmt: skip
    assert [change.corrects_id for change in changes] == [None, None, None, changes[2].id, changes[1].id]
    assert changes[3].reason == "Fel patient."
    assert confirm(rut, entry, Move.ACCEPT_VISIT).state == "hvny"
    assert correct(State.HV).state == "hv"


def test_a_correction_cannot_put_somebody_on_the_list_twice(region, rut, alva):
    entry = answered(alva, offered(rut, region, alva.person), NO_CARE)
    confirm(rut, entry, Move.REMOVE)
    actions.place(rut.actor, region.a, alva.person, Kind.VISIT)
    with pytest.raises(Refused, match="står redan på väntelistan"):
        actions.correct(rut.actor, entry.id, State.HV, "Fel.", seen=latest(entry).content)


def test_the_second_of_two_confirmations_is_refused(region, rut, hugo, alva):
    entry = answered(alva, offered(rut, region, alva.person), YES)
    seen = entry.content
    actions.change(rut.actor, entry.id, Move.ACCEPT_VISIT, seen=seen)
    with pytest.raises(Refused) as refused:
        actions.change(hugo.actor, entry.id, Move.ACCEPT_OPERATION, seen=seen)
    assert refused.value.reason is Reason.STALE
    assert latest(entry).state == "hvny"


def test_two_who_phone_at_once_are_both_documented(region, rut, hugo, alva):
    entry = offered(rut, region, alva.person)
    for who in (rut, hugo):
        actions.document(who.actor, entry.id, Documented("reached", f"{who.staff.given_name} ringde."))
    assert PhoneCall.objects.filter(entry=entry).count() == 2
    assert [version.move for version in Version.objects.filter(key=entry.id).order_by("number")] == [
        "place", "contact", "contact"
    ]  # fmt: skip


def test_only_those_who_work_with_cases_at_the_clinic_have_access(region, rut, alva, adam, greta, olle, petra):
    entry = answered(alva, offered(rut, region, alva.person), YES)
    for who in (alva, adam, greta, olle, petra):
        with pytest.raises(Refused) as refused:
            confirm(who, entry, Move.ACCEPT_VISIT)
        assert refused.value.reason is Reason.NOT_THERE
        with pytest.raises(Refused):
            actions.document(who.actor, entry.id, Documented("reached", "Hej."))
    assert latest(entry).state == "hv"


def test_the_words_of_a_history_never_change(region, rut, alva):
    from django.db import DatabaseError, transaction

    entry = offered(rut, region, alva.person)
    actions.document(rut.actor, entry.id, Documented("reached", "Vill fundera."))
    for change in (
        lambda: CodeChange.objects.filter(entry=entry).update(reason="Något annat."),
        lambda: CodeChange.objects.filter(entry=entry).delete(),
        lambda: PhoneCall.objects.filter(entry=entry).update(note="Något annat."),
        lambda: WaitingEntry.objects.filter(pk=entry.pk).update(state="removed"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_every_answer_of_the_thread_is_read_from_the_thread(region, rut, alva):
    entry = answered(alva, offered(rut, region, alva.person), NO)
    message = Message.objects.get(case_id=entry.offer_id, kind="answer_back")
    told = answers.told_by([entry])[entry.id]
    assert (told.text, told.at, told.by_phone) == (message.text, message.at, False)


@pytest.mark.req("004-007", "004-009")
@pytest.mark.parametrize(
    ("chosen", "answer"), [("0", Answer.YES), ("1", Answer.NO), ("2", Answer.NO_CARE)], ids=["JA", "NEJ", "NEJ_NO_CARE"]
)
def test_an_answer_in_a_form_is_read_by_its_code_whatever_its_words(region, rut, adam, alva, chosen, answer):
    with_form(region, adam)
    entry = offered(rut, region, alva.person)
    case = Case.objects.get(pk=entry.offer_id)
    given = judged(FormVersion.objects.get(), {"f0": [chosen]})
    asking_back.answer_form(alva.actor, case.id, given, seen=case.content)
    assert answers.told_by([entry])[entry.id].answer is answer


@pytest.mark.req("004-007", "004-014")
def test_what_is_written_after_the_form_is_read_by_staff_and_never_taken_for_the_alternative_of_before(
    region, rut, hugo, adam, alva
):
    with_form(region, adam)
    entry = offered(rut, region, alva.person)
    case = Case.objects.get(pk=entry.offer_id)
    given = judged(FormVersion.objects.get(), {"f0": ["0"]})
    asking_back.answer_form(alva.actor, case.id, given, seen=case.content)
    asking_back.ask(hugo.actor, case.id, "Passar det i januari?", seen=now(case).content)
    asking_back.answer_back(alva.actor, case.id, "Nej, jag vill inte åka alls längre.", seen=now(case).content)
    told = answers.told_by([entry])[entry.id]
    assert (told.answer, told.text) == (Answer.UNCLEAR, "Nej, jag vill inte åka alls längre.")
    assert proposal(entry) is None
