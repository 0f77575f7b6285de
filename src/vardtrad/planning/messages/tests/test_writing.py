"""Ward, health centre and municipality write to each other in a plan."""

from __future__ import annotations

from uuid import uuid4

import pytest

from vardtrad.gate.models import Trace, Version
from vardtrad.kernel.tables import Refused
from vardtrad.planning.messages import actions
from vardtrad.planning.messages.models import Message, ReceiptRequest
from vardtrad.planning.messages.tests.thread import TEXT, asked, buttons, entries, page_of, section, waiting
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.svu.subject import SVU


@pytest.mark.req("001-018", "001-070", "001-231", "001-233", "001-234")
def test_the_ward_writes_to_all_and_asks_all_others_to_acknowledge(svu):
    page = page_of(svu, svu.ward)
    assert section(page).all("summary")[0].text == "Meddelanden"
    assert "open" not in section(page).attrs
    assert "Inga meddelanden än." in section(page).text
    assert asked(page) == {
        "Avdelning A (din enhet)": False,
        "Vårdcentralen Planen": True,
        "Biståndsenheten Plankommun": True,
    }
    sent = page.press("Skicka", text=TEXT)
    assert sent.address == f"{svu.ward.base}svu/{svu.key}/inskrivning/#meddelanden"
    assert "Meddelandet är skickat." in sent.alerts
    message = Message.objects.get()
    assert (message.text, message.unit_id, message.by) == (TEXT, svu.ward.unit.id, svu.ward.staff.id)
    assert set(ReceiptRequest.objects.values_list("unit_id", flat=True)) == {svu.care.unit.id, svu.town.unit.id}

    for who in (svu.ward, svu.care, svu.town):
        page = page_of(svu, who)
        assert "open" in section(page).attrs
        (entry,) = entries(page)
        assert "Avdelning A" in entry
        assert "Elsa får med sig läkemedel för sju dagar." in entry
        assert "Nyckel finns hos dottern." in entry
        assert "Vårdcentralen Planen har inte kvitterat" in entry
        assert "Biståndsenheten Plankommun har inte kvitterat" in entry


@pytest.mark.req("001-233")
def test_a_message_without_acknowledgement_is_a_task_for_nobody(svu):
    page_of(svu, svu.care).press("Skicka", text=TEXT, ask=[])
    assert not ReceiptRequest.objects.exists()
    for who in (svu.ward, svu.care, svu.town):
        page = page_of(svu, who)
        assert "Kvittera" not in buttons(page)
        assert "kvitterat" not in entries(page)[0].lower()
        assert "Kvittera meddelande" not in [words for words, _href in svu.overview(who).tasks]
        assert waiting(svu, who) == 0


def test_the_newest_message_comes_first(svu):
    for text in ("Först.", "Sedan.", "Sist."):
        svu.messaged(svu.ward, text)
    assert [
        text in entry
        for text, entry in zip(("Sist.", "Sedan.", "Först."), entries(page_of(svu, svu.town)), strict=True)
    ]


def test_a_double_click_sends_once(svu):
    page = page_of(svu, svu.ward)
    first, second = page.press("Skicka", text=TEXT), page.press("Skicka", text=TEXT)
    assert first.status == second.status == 200
    assert Message.objects.count() == 1
    assert Version.objects.filter(label="svu", move="write_message").count() == 1


def test_html_is_shown_as_it_was_written(svu):
    svu.messaged(svu.ward, '<script>alert("hej")</script> <b>& så vidare</b>')
    page = page_of(svu, svu.care)
    assert '<script>alert("hej")</script> <b>& så vidare</b>' in entries(page)[0]
    assert "&lt;script&gt;alert" in page.html
    assert not section(page).all("b")[1:]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Skriv ett meddelande."),
        (" \n\u200b\t ", "Skriv ett meddelande."),
        ("a" * 4001, "Texten är 1 tecken för lång. Högst 4000 tecken."),
        ("Hej\x00då", "nolltecken"),
    ],
)
def test_what_cannot_be_sent_comes_back_with_text_and_ticks(svu, text, words):
    page = page_of(svu, svu.ward)
    back = page.press("Skicka", text=text, ask=[str(svu.town.unit.id), str(svu.ward.unit.id)])
    assert back.status == 422
    assert words in section(back).text
    assert "Meddelandet är inte skickat." in section(back).text
    assert "Rätta 1 sak innan du fortsätter" in back.alerts
    assert "open" in section(back).attrs
    assert "data-typed" in back.form("Skicka").attrs
    assert back.fields("Skicka")["text"].strip() == text.strip()
    assert asked(back) == {
        "Avdelning A (din enhet)": True,
        "Vårdcentralen Planen": False,
        "Biståndsenheten Plankommun": True,
    }
    assert not Message.objects.exists()
    back.press("Skicka", text="Nu går det.")
    assert Message.objects.get().text == "Nu går det."
    assert ReceiptRequest.objects.count() == 2


def test_exactly_4000_characters_are_sent(svu):
    page_of(svu, svu.ward).press("Skicka", text="å" * 4000)
    assert len(Message.objects.get().text) == 4000


def test_the_page_says_when_a_receiver_left_during_writing_and_nothing_is_lost(svu, rolf):
    planning.add_unit(SVU, svu.ward.actor, svu.key, rolf.unit)
    page = page_of(svu, svu.ward)
    assert asked(page)["Rehabmottagningen Planen"]
    planning.remove_unit(SVU, svu.ward.actor, svu.key, rolf.unit, confirmed=True)
    back = page.press("Skicka", text=TEXT)
    assert back.status == 422
    assert "En av enheterna deltar inte längre i ärendet. Se över mottagarna och skicka igen." in section(back).text
    assert back.fields("Skicka")["text"] == TEXT
    assert asked(back) == {
        "Avdelning A (din enhet)": False,
        "Vårdcentralen Planen": True,
        "Biståndsenheten Plankommun": True,
    }
    back.press("Skicka")
    assert Message.objects.get().text == TEXT
    assert ReceiptRequest.objects.count() == 2


def test_the_door_checks_again_that_the_receivers_take_part(svu, rolf):
    with pytest.raises(Refused, match="Se över mottagarna"):
        actions.write(SVU, svu.ward.actor, svu.key, TEXT, {rolf.unit.id})
    with pytest.raises(Refused, match="Skriv ett meddelande"):
        actions.write(SVU, svu.ward.actor, svu.key, "  ", set())
    assert not Message.objects.exists()


def test_a_unit_added_later_reads_old_messages_and_is_not_asked_for_them(svu, rolf):
    svu.messaged(svu.ward, TEXT, ask=(svu.care, svu.town))
    planning.add_unit(SVU, svu.ward.actor, svu.key, rolf.unit)
    page = page_of(svu, rolf)
    assert len(entries(page)) == 1
    assert "Kvittera" not in buttons(page)
    assert "Rehabmottagningen" not in entries(page)[0]
    assert waiting(svu, rolf) == 0


def test_a_unit_that_has_left_is_no_longer_awaited_and_its_messages_stay(svu, rolf):
    planning.add_unit(SVU, svu.ward.actor, svu.key, rolf.unit)
    svu.messaged(rolf, "Rehab har bedömt gången.")
    svu.messaged(svu.ward, TEXT, ask=(rolf,))
    planning.remove_unit(SVU, svu.ward.actor, svu.key, rolf.unit, confirmed=True)
    newest, oldest = entries(page_of(svu, svu.ward))
    assert "Rehabmottagningen Planen deltar inte längre och har inte kvitterat" in newest
    assert "Kvitterat av alla" not in newest
    assert "Rehabmottagningen Planen" in oldest
    assert page_of(svu, rolf).status == 404


@pytest.mark.parametrize("verb", ["skicka", "kvittera", "makulera"])
def test_nobody_outside_reaches_a_message(svu, extern, verb):
    message = svu.messaged(svu.ward, TEXT, ask=(svu.care,))
    page = extern.browser.send(
        f"{extern.base}svu/{svu.key}/meddelande/{verb}",
        {"text": "Hej", "message": message, "submit_key": uuid4(), "seen": "", "steg": "inskrivning"},
    )
    assert page.status == 404
    assert "Skicka" not in [node.text for node in page.root.all("button")]
    assert Message.objects.count() == 1
    assert Message.objects.get().annulled is None
    missing = extern.browser.open(f"{extern.base}svu/{uuid4()}/")
    assert page.main.one("h1").text == missing.main.one("h1").text


def test_every_verb_leaves_a_trace_without_content(svu):
    message = svu.messaged(svu.ward, TEXT, ask=(svu.care,))
    actions.acknowledge(SVU, svu.care.actor, svu.key, message)
    actions.annul(SVU, svu.ward.actor, svu.key, message)
    rows = Trace.objects.filter(key=svu.key, action__in=["write_message", "acknowledge_message", "annul_message"])
    assert rows.count() == 3
    assert all("Nyckel" not in str(row.detail) for row in rows)
