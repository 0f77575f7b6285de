"""Who gets notices and in which words: they say that there is news, never what, where or about whom."""

import re

import pytest
from django.core import mail

from vardtrad.config.wiring import HANDLERS
from vardtrad.gate import worker
from vardtrad.gate.models import Notification
from vardtrad.shared.care_units.models import Staff
from vardtrad.shared.people.models import Person


def notified(move):
    return {
        (notification.recipient_kind, notification.recipient_id)
        for notification in Notification.objects.filter(move=move)
    }


def test_who_is_notified(region, alva, rut, hugo, hanna, olle):
    case = alva.sends(region.renewal_at_a)
    assert notified("send") == {("staff", rut.staff.id)}
    rut.does("assign", case, hugo.staff)
    assert notified("assign") == {("staff", hugo.staff.id)}
    rut.does("partial_reply", case, "Vi har läst.")
    assert notified("partial_reply") == {("resident", alva.person.id)}
    hugo.does("ask", case, "Vilken styrka?")
    assert notified("ask") == {("resident", alva.person.id)}
    alva.answers_back(case)
    assert notified("answer_back") == {("staff", hugo.staff.id)}
    rut.does("reassign", case, hanna.staff)
    assert notified("reassign") == {("staff", hanna.staff.id)}
    rut.does("transfer", case, region.b)
    assert notified("transfer") == {("staff", olle.staff.id)}
    olle.does("answer", case, "Klart.")
    assert notified("answer") == {("resident", alva.person.id)}


@pytest.mark.req("000-045")
def test_closing_without_answer_notifies_nobody(region, alva, rut):
    case = alva.sends(region.renewal_at_a)
    rut.does("close_without_answer", case, "Ringde.")
    assert notified("close_without_answer") == set()


def test_nobody_is_notified_of_their_own_moves(region, alva, hugo, rut):
    case = alva.sends(region.renewal_at_a)
    rut.does("ask", case, "Vilken styrka?")
    hugo_to_self = alva.sends(region.renewal_at_a)
    rut.does("assign", hugo_to_self, hugo.staff)
    Notification.objects.all().delete()
    alva.answers_back(case)
    assert notified("answer_back") == {("staff", rut.staff.id)}


def test_a_refused_move_notifies_nobody(region, alva, rut, hugo):
    case = alva.sends(region.renewal_at_a)
    rut.does("answer", case, "Klart.")
    before = Notification.objects.count()
    page = rut.browser.send(rut.case_address(case, "besvara"), {"text": "Igen", "seen": "", "submit_key": str(case.id)})
    assert page.status == 422
    assert Notification.objects.count() == before


@pytest.mark.req("004-050")
def test_the_words_say_nothing_about_health_clinic_or_person(region, alva, rut, hugo):
    text = "Jag har fått utslag och mår dåligt."
    case = alva.sends(region.renewal_at_a, text)
    rut.does("assign", case, hugo.staff)
    hugo.does("ask", case, "Var sitter utslagen?")
    while worker.send_notices(HANDLERS):
        pass
    by_address = {message.to[0]: message for message in mail.outbox}
    assert set(by_address) == {"rut@personal.example", "hugo@personal.example", "alva@invanare.example"}
    assert by_address["alva@invanare.example"].subject == "Du har ett nytt meddelande"
    for message in mail.outbox:
        words = f"{message.subject}\n{message.body}"
        for secret in ("utslag", "Alen", "Alva", "Ahlgren", "Förnya recept", "Hugo", "Rut", str(case.id)):
            assert secret not in words
        assert not re.search(r"\d{6,}", words)
    assert set(Notification.objects.values_list("status", flat=True)) == {"sent"}


def test_an_address_that_has_been_taken_away(region, alva, rut):
    case = alva.sends(region.renewal_at_a)
    rut.does("partial_reply", case, "Vi har läst.")
    Person.objects.filter(pk=alva.person.pk).update(email="")
    Staff.objects.filter(pk=rut.staff.pk).update(active=False)
    worker.send_notices(HANDLERS)
    assert mail.outbox == []
    assert set(Notification.objects.values_list("status", flat=True)) == {"no_address"}


def test_a_notice_that_could_not_be_delivered_shows_in_the_case(region, alva, rut):
    case = alva.sends(region.renewal_at_a)
    rut.does("partial_reply", case, "Vi har läst.")
    Notification.objects.filter(move="partial_reply").update(status="given_up")
    words = "Aviseringen till invånaren gick inte att leverera."
    assert words in " ".join(rut.browser.open(rut.case_address(case)).thread)
    assert words not in alva.browser.open(f"/arenden/{case.id}").text
