"""Ward, health centre and municipality write to each other in a plan, acknowledge and annul."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.plans import Drive
from tests.reading import Node, Page
from vardtrad.gate.models import Trace, Version
from vardtrad.kernel import clock
from vardtrad.kernel.actors import system
from vardtrad.kernel.tables import Refused
from vardtrad.planning.consent.rules import Basis
from vardtrad.planning.messages import actions, queries
from vardtrad.planning.messages.models import Message, Receipt, ReceiptRequest
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan.models import ReadingGrant
from vardtrad.planning.plan.queries import members_of
from vardtrad.planning.svu.subject import SVU
from vardtrad.shared.care_units import actions as care_units
from vardtrad.shared.care_units.models import Setup
from vardtrad.shared.login.models import Session

TEXT = "Elsa får med sig läkemedel för sju dagar.\n\nNyckel finns hos dottern."


def page_of(svu, who, step: str = "inskrivning", **query: str) -> Page:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return who.browser.open(f"{who.base}svu/{svu.key}/{step}/" + (f"?{asked}" if asked else ""))


def section(page: Page) -> Node:
    return page.root.one("details", id="meddelanden")


def entries(page: Page) -> list[str]:
    return [node.text for node in section(page).all("li", class_="msg")]


def button(page: Page, words: str) -> str:
    """The whole text of the only button that begins with these words; the rest names the message."""
    (label,) = [node.text for node in section(page).all("button") if node.text.startswith(words)]
    return label


def buttons(page: Page) -> set[str]:
    return {node.text.split()[0] for node in section(page).all("button")}


def asked(page: Page) -> dict[str, bool]:
    """The units that can be asked to acknowledge, and whether each is ticked."""
    form = page.form("Skicka")
    words = {label.attrs["for"]: label.text for label in form.all("label")}
    return {words[box.attrs["id"]]: "checked" in box.attrs for box in form.all("input", type="checkbox")}


def waiting(svu, who) -> int:
    return queries.counts([svu.key], who.unit.id).get(svu.key, queries.Counts()).to_acknowledge


# ── Writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


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
    assert "Rätta till 1 sak innan du skickar" in back.alerts
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


# ── Acknowledging ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("001-012", "001-235", "001-236")
def test_one_role_with_the_duty_acknowledges_for_its_unit(svu, olga):
    svu.acknowledged()
    svu.messaged(svu.ward, TEXT, ask=(svu.care, svu.town))
    assert [words for words, _href in svu.overview(olga).tasks] == ["Kvittera meddelande"]
    page = page_of(svu, olga)
    assert "1 att kvittera" in section(page).all("summary")[0].text
    done = page.press(button(page, "Kvittera"))
    assert "Meddelandet är kvitterat." in done.alerts
    (receipt,) = Receipt.objects.all()
    assert (receipt.unit_id, receipt.role, receipt.by) == (olga.unit.id, "samordnare", olga.staff.id)

    for who in (olga, svu.care):
        assert svu.overview(who).tasks == []
        assert waiting(svu, who) == 0
        assert "Kvittera" not in buttons(page_of(svu, who))
    assert waiting(svu, svu.town) == 1
    (entry,) = entries(page_of(svu, svu.ward))
    assert "Vårdcentralen Planen har kvitterat Olga Olvon, samordnare" in entry
    assert "Biståndsenheten Plankommun har inte kvitterat" in entry
    assert "Kvitterat av alla" not in entry
    page = page_of(svu, svu.town)
    page.press(button(page, "Kvittera"))
    assert "Kvitterat av alla" in entries(page_of(svu, svu.ward))[0]


@pytest.mark.req("001-236")
def test_the_own_unit_can_be_asked_too(svu, doris):
    page_of(svu, svu.ward).press("Skicka", text=TEXT, ask=[str(svu.ward.unit.id)])
    assert waiting(svu, doris) == 1
    page = page_of(svu, doris)
    page.press(button(page, "Kvittera"))
    assert waiting(svu, doris) == 0
    assert Receipt.objects.get().unit_id == svu.ward.unit.id


def test_a_role_without_the_duty_sees_who_is_awaited_but_no_button(svu):
    setup = Setup.objects.get(unit=svu.care.unit)
    roles = {**setup.roles, "samordnare": ["approve"]}
    care_units.set_roles(system("testerna"), setup.id, roles, seen=setup.content)
    olga = svu.planners.staff["olga"]
    message = svu.messaged(svu.ward, TEXT, ask=(svu.care,))
    page = page_of(svu, olga)
    assert "Kvittera" not in buttons(page)
    assert "Vårdcentralen Planen har inte kvitterat" in entries(page)[0]
    with pytest.raises(Refused, match="har inte ansvaret kvittera"):
        actions.acknowledge(SVU, olga.actor, svu.key, message)


def test_a_double_click_and_a_colleague_acknowledge_once(svu, olga):
    svu.messaged(svu.ward, TEXT, ask=(svu.care,))
    page, colleagues = page_of(svu, svu.care), page_of(svu, olga)
    assert page.press(button(page, "Kvittera")).status == page.press(button(page, "Kvittera")).status == 200
    late = colleagues.press(button(colleagues, "Kvittera"))
    assert late.status == 422
    assert "Din enhet har redan kvitterat meddelandet." in late.alerts
    assert Receipt.objects.count() == 1


def test_a_message_of_another_plan_or_to_other_units_cannot_be_acknowledged(svu, planners):
    other = Drive(planners, patient="edvin").published()
    message = other.messaged(other.ward, TEXT, ask=(other.care,))
    with pytest.raises(Refused, match="Meddelandet finns inte"):
        actions.acknowledge(SVU, svu.care.actor, svu.key, message)
    with pytest.raises(Refused, match="behöver inte kvittera"):
        actions.acknowledge(SVU, svu.town.actor, other.key, message)
    assert not Receipt.objects.exists()


@pytest.mark.parametrize("given", ["", "x", "01a1fd70-9da1-70d9-8df9-e5130000ffff"])
def test_a_form_with_a_forged_message_changes_nothing(svu, given):
    svu.messaged(svu.ward, TEXT, ask=(svu.care,))
    page = page_of(svu, svu.care)
    back = page.press(button(page, "Kvittera"), message=given)
    assert back.status == 422
    assert back.alerts
    assert not Receipt.objects.exists()


# ── Annulling ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("001-237")
def test_the_sending_unit_annuls_with_a_second_step_and_the_tasks_disappear(svu, doris):
    svu.acknowledged()
    svu.messaged(svu.ward, TEXT, ask=(svu.care, svu.town))
    page = page_of(svu, svu.town)
    page.press(button(page, "Kvittera"))

    page = page_of(svu, doris)  # a colleague at the ward
    (box,) = section(page).all("details", class_="annul")
    assert box.one("summary").text.startswith("Makulera")
    assert "open" not in box.attrs
    assert "Det går inte att ångra." in box.text
    done = page.press(button(page, "Makulera meddelandet"))
    assert "Meddelandet är makulerat." in done.alerts

    assert svu.overview(svu.care).tasks == []
    for who in (svu.ward, svu.care, svu.town):
        page = page_of(svu, who)
        (entry,) = entries(page)
        assert "Makulerat" in entry
        assert "Makulerat" in entry.split("Elsa")[0]
        assert "av Doris Dal, överläkare" in entry
        assert "Nyckel finns hos dottern." in entry
        assert "har inte kvitterat" not in entry
        assert "Biståndsenheten Plankommun har kvitterat" in entry
        assert not {"Kvittera", "Makulera"} & buttons(page)


def test_only_the_sending_unit_annuls_and_only_once(svu):
    message = svu.messaged(svu.ward, TEXT, ask=(svu.care,))
    assert "Makulera" not in buttons(page_of(svu, svu.care))
    with pytest.raises(Refused, match="Bara den enhet som skickade"):
        actions.annul(SVU, svu.care.actor, svu.key, message)
    page, colleagues = page_of(svu, svu.care), page_of(svu, svu.ward)
    actions.annul(SVU, svu.ward.actor, svu.key, message)
    late = colleagues.press(button(colleagues, "Makulera"))
    assert late.status == 422
    assert "Meddelandet är redan makulerat." in late.alerts
    late = page.press(button(page, "Kvittera"))
    assert "Meddelandet är redan makulerat." in late.alerts
    assert not Receipt.objects.exists()


# ── After a refusal ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_after_a_withdrawal_each_unit_reads_its_own_and_nobody_writes(svu):
    svu.acknowledged()
    message = svu.messaged(svu.ward, TEXT, ask=(svu.care, svu.town))
    svu.messaged(svu.care, "Vårdcentralen ringer på måndag.")
    typing = page_of(svu, svu.town)
    svu.withdrawn()
    assert [TEXT.split()[0] in entry for entry in entries(page_of(svu, svu.ward))] == [True]
    assert ["ringer på måndag" in entry for entry in entries(page_of(svu, svu.care))] == [True]
    page = page_of(svu, svu.town)
    assert entries(page) == []
    assert "Patienten har nekat samtycke." in section(page).text
    assert "Skicka" not in buttons(page)

    assert svu.overview(svu.town).tasks == []
    assert queries.counts([svu.key], svu.town.unit.id) == {}
    assert queries.counts([svu.key], svu.ward.unit.id)[svu.key].messages == 1
    with pytest.raises(Refused, match="finns inte"):
        actions.acknowledge(SVU, svu.town.actor, svu.key, message)

    back = typing.press("Skicka", text="Hemtjänst kan börja tisdag.")
    assert back.status == 422
    assert "Patienten har nekat samtycke." in back.alerts
    assert "Hemtjänst kan börja tisdag." in [node.raw.strip() for node in section(back).all("textarea")]
    assert Message.objects.count() == 2

    svu.consented()
    assert len(entries(page_of(svu, svu.town))) == 2
    assert waiting(svu, svu.town) == 1


def test_a_reader_from_outside_sees_the_thread_but_no_form(svu, extern):
    message = svu.messaged(svu.ward, TEXT, ask=(svu.care,))
    assert page_of(svu, extern).status == 404
    ReadingGrant.objects.create(
        plan_id=svu.key,
        session=Session.objects.get(staff=extern.staff),
        unit=extern.unit,
        basis=Basis.CONSENT,
        by=extern.staff.id,
        by_name=extern.staff.name,
        at=clock.now(),
    )
    page = page_of(svu, extern)
    assert len(entries(page)) == 1
    assert not buttons(page)
    for verb, words in (
        ("skicka", {"text": "Hej"}),
        ("kvittera", {"message": message}),
        ("makulera", {"message": message}),
    ):
        answer = extern.browser.send(
            f"{extern.base}svu/{svu.key}/meddelande/{verb}", {**words, "submit_key": uuid4(), "seen": "", "steg": ""}
        )
        assert answer.status == 422
    assert Message.objects.get().annulled is None
    assert not Receipt.objects.exists()


# ── The page ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_earlier_moment_is_shown_as_it_was(svu):
    message = svu.messaged(svu.ward, TEXT, ask=(svu.care,))
    moment = clock.now()
    actions.acknowledge(SVU, svu.care.actor, svu.key, message)
    actions.annul(SVU, svu.ward.actor, svu.key, message)
    svu.messaged(svu.ward, "Senare.")
    members = members_of([svu.key])[svu.key]
    (then,) = queries.thread(svu.plan, svu.ward.seat, members, moment=moment)
    assert [unit.name for unit in then.awaited] == ["Vårdcentralen Planen"]
    assert (then.annulled, then.annulled_by, then.acknowledged) == (None, "", [])
    now = queries.thread(svu.plan, svu.ward.seat, members)[1]
    assert [unit.by_name for unit in now.acknowledged] == ["Oskar Oxel, distriktssköterska"]
    assert now.annulled is not None
    assert now.awaited == []


def test_the_section_opens_by_a_link_when_it_is_empty(svu):
    assert "open" in section(page_of(svu, svu.ward, visa="meddelanden")).attrs


@pytest.mark.req("001-010", "001-011")
def test_the_counts_of_the_start_page(svu):
    assert queries.counts([svu.key], svu.care.unit.id) == {}
    svu.messaged(svu.ward, TEXT, ask=(svu.care,))
    svu.messaged(svu.town, "Hej.")
    assert queries.counts([svu.key], svu.care.unit.id) == {svu.key: queries.Counts(2, 0, 1)}
    assert queries.counts([svu.key], svu.town.unit.id) == {svu.key: queries.Counts(2, 0, 0)}


def test_a_page_costs_the_same_for_one_message_and_for_fifty(svu, olga):
    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            page_of(svu, olga)
        return len([query for query in caught.captured_queries if "SAVEPOINT" not in query["sql"]])

    svu.messaged(svu.ward, TEXT, ask=(svu.care, svu.town))
    cost()
    cost_of_one = cost()
    for number in range(49):
        svu.messaged(svu.ward if number % 2 else svu.town, f"Meddelande {number}", ask=(svu.care, svu.ward))
    assert cost() == cost_of_one


def test_the_section_makes_four_queries(svu):
    for number in range(5):
        svu.messaged(svu.ward, f"Meddelande {number}", ask=(svu.care, svu.town))
    with CaptureQueriesContext(connection) as caught:
        members = members_of([svu.key])[svu.key]
        assert len(queries.thread(svu.plan, svu.care.seat, members)) == 5
    assert len([query for query in caught.captured_queries if "messages_" in query["sql"].lower()]) == 3
