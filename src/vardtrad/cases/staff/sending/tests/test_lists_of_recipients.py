"""Recipients from a pasted list or a file: each row checked by itself, and what is wrong said for it (004-023)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import MULTIPART_CONTENT

from tests.people import Employee, Region, Resident
from tests.reading import Page
from vardtrad.cases.case.models import CaseType
from vardtrad.cases.staff.sending import actions, checking, queries
from vardtrad.cases.staff.sending.models import Dispatch, Recipient
from vardtrad.cases.staff.sending.tests.conftest import made_up, to_many
from vardtrad.gate.models import Trace
from vardtrad.kernel import clock
from vardtrad.kernel.actors import system
from vardtrad.kernel.tables import Refused
from vardtrad.shared.people.models import FormerNumber, Guardianship, Person, Protection
from vardtrad.shared.rate_limit import limits

ALVA, BO = "19771207-2391", "19930423-2383"
DEAD, CHILD, COORDINATION = "19780205-2386", "20170106-2380", "19701063-2391"


@pytest.fixture
def sending(region: Region, hugo: Employee) -> Dispatch:
    actions.load_templates(system("testerna"), region.a)
    return actions.begin(hugo.actor, region.a, CaseType.objects.get(code="clinic-question"))


def identity_of(person: Person) -> str:
    return f"{person.identity[:8]}-{person.identity[8:]}"


def page_of(who: Employee, sending: Dispatch) -> Page:
    return who.browser.open(who.address(f"skicka/{sending.id}/lista"))


def test_blanks_dashes_names_and_headings_do_no_harm(alva: Resident, bo: Resident) -> None:
    text = (
        f"Personnummer;Namn\r\n{ALVA};Alva Ahlgren\r\n\r\n \u00a0 \t\r\n\ufeff1993\u00a00423\u20132383\tBo Brunius\r\n"
    )
    checked = checking.check(text)
    assert [person.id for person in checked.people] == [alva.person.id, bo.person.id]
    assert (checked.wrong, checked.twice, checked.unknown) == ([], 0, 0)


def test_telephones_birthdays_and_orders_beside_a_number_are_no_rows_to_correct(alva: Resident, bo: Resident) -> None:
    rows = ["Nr;Personnummer;Namn;Telefon", f"2026112901;{ALVA};Ahlgren, Alva;070-123 45 67", f";{BO};Bo;0701234567"]
    checked = checking.check("\n".join([*rows, ";;Cia;0701234567"]))
    assert [person.id for person in checked.people] == [alva.person.id, bo.person.id]
    # Where no number stands, what is there is said.
    assert [row.row for row in checked.wrong] == [4]


@pytest.mark.req("004-022", "004-023")
def test_nobody_is_added_to_what_was_sent_meanwhile_in_another_tab(
    sending: Dispatch, hugo: Employee, alva: Resident, bo: Resident, elsa: Person
) -> None:
    actions.add(hugo.actor, sending, alva.person)
    pasted = page_of(hugo, sending)
    real = checking.check

    def sends_meanwhile(text: str) -> checking.Checked:
        checked = real(text)
        actions.send(hugo.actor, sending, "Hej!", hugo.staff)
        return checked

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checking, "check", sends_meanwhile)
        page = pasted.press("LÄGG TILL", status=422, numbers=BO)
    assert "Ärendet är redan skickat. Ingen mottagare lades till." in page.main.text
    with pytest.raises(Refused, match="redan skickat"):
        actions.add(hugo.actor, sending, elsa)
    assert [row.person_id for row in Recipient.objects.filter(dispatch=sending)] == [alva.person.id]


def test_what_was_stopped_and_came_to_nothing_can_be_sent_again(
    sending: Dispatch, hugo: Employee, alva: Resident
) -> None:
    actions.add(hugo.actor, sending, alva.person)
    Dispatch.objects.filter(pk=sending.pk).update(stopped=clock.now())
    assert actions.send(hugo.actor, sending, "Hej!", hugo.staff) == ""
    assert Recipient.objects.get(dispatch=sending).outcome == "case"


def test_words_beside_a_number_without_a_separator_do_no_harm_and_nothing_is_guessed(alva: Resident) -> None:
    assert [person.id for person in checking.check(f"{ALVA} Alva Ahlgren\n({ALVA})").people] == [alva.person.id]
    checked = checking.check(f"{ALVA} Alva Ahlgren, 070-123 45 67\nAlva {ALVA} {BO}")
    assert [row.row for row in checked.wrong] == [1, 2]


def test_a_null_character_is_said_and_nothing_else(sending: Dispatch, hugo: Employee) -> None:
    page = page_of(hugo, sending).press("LÄGG TILL", numbers="1977\x001207-2391")
    assert "nolltecken" in page.alerts
    assert "Klistra in personnummer, eller" not in page.alerts


def test_several_numbers_on_a_row_and_the_same_person_twice(alva: Resident, bo: Resident) -> None:
    FormerNumber.objects.create(identity=made_up(7), person=bo.person)
    checked = checking.check(f"{ALVA}, {BO}\n197712072391\n{made_up(7)}")
    assert [person.id for person in checked.people] == [alva.person.id, bo.person.id]
    assert checked.twice == 2


def test_each_wrong_row_says_what_is_wrong_and_never_in_the_sentence_which_number(alva: Resident) -> None:
    Person.objects.create(identity=DEAD.replace("-", ""), given_name="Död", family_name="Da", deceased=True)
    rows = [ALVA, "19771207-2392", "771207-2391", "Alva Ahlgren", "20260231-2391", DEAD, made_up(3), "1" * 300]
    checked = checking.check("\n".join(rows))
    assert [person.id for person in checked.people] == [alva.person.id]
    assert [row.row for row in checked.wrong] == [2, 3, 4, 5, 6, 7, 8]
    said = [row.sentence for row in checked.wrong]
    assert "12 siffror" in said[1]
    assert "Du skrev 11 tecken." in said[2]
    assert said[4:6] == ["Personen är avliden.", "Det finns ingen person med det personnumret."]
    for row, sentence in zip(rows[1:], said, strict=True):
        assert row not in sentence
    assert checking.left(checked.wrong).splitlines()[:3] == rows[1:4]
    assert len(checked.wrong[-1].text) == checking.LONGEST_ROW


def test_a_heading_is_only_the_first_row_without_a_digit(alva: Resident) -> None:
    assert checking.check(f"Namn\n{ALVA}").wrong == []
    assert [row.row for row in checking.check(f"{ALVA}\nNamn").wrong] == [2]


def test_the_queries_do_not_grow_with_the_list(region: Region, hugo: Employee, django_assert_num_queries) -> None:
    to_many(hugo, region, 300)
    text = "\n".join(made_up(n) for n in range(300))
    with django_assert_num_queries(1):
        assert len(checking.check(text).people) == 300
    with pytest.raises(checking.TooLong):
        checking.check("1\n" * (checking.MOST_ROWS + 1))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_files_of_spreadsheets_are_read_whatever_their_encoding(encoding: str) -> None:
    assert "Åsa" in checking.decoded("Åsa;1".encode(encoding))


def test_what_is_no_text_is_no_list() -> None:
    with pytest.raises(ValueError, match="not a text file"):
        checking.decoded(b"PK\x03\x04\x00\x00\x81\x8d")


@pytest.mark.req("004-023", "004-025")
def test_a_pasted_list_adds_the_right_rows_and_gives_back_the_wrong(
    hugo: Employee, sending: Dispatch, alva: Resident, bo: Resident
) -> None:
    page = hugo.browser.open(hugo.address(f"skicka/{sending.id}/mottagare"))
    page = page.follow("Lägg till många, från en lista eller en fil")
    assert page.main.one("h1").text == "Lägg till många mottagare"
    refused = page.press("LÄGG TILL", numbers=f"{ALVA}\n19771207-2392\n{ALVA}")
    assert refused.status == 422
    assert "1 rad behöver rättas." in refused.alerts
    assert "1 mottagare är tillagd." in refused.alerts
    assert [(row["Rad"], row["Innehåll"]) for row in refused.rows] == [("2", "19771207-2392")]
    assert refused.fields("LÄGG TILL")["numbers"].strip() == "19771207-2392"
    assert [recipient.person_id for recipient in Recipient.objects.all()] == [alva.person.id]
    done = refused.press("LÄGG TILL", numbers=BO)
    assert "1 mottagare är tillagd." in done.alerts
    assert "Totalt har 2 mottagare lagts till" in done.main.text
    trace = Trace.objects.filter(action="list", detail__view="mottagarlista").order_by("-at")[0]
    assert trace.shown == [bo.person.id]


def uploaded(who: Employee, page: Page, form: dict[str, Any]) -> Any:
    return who.browser.post(page.address, form, content_type=MULTIPART_CONTENT)


@pytest.mark.req("004-023")
def test_a_file_adds_recipients_as_a_pasted_list_does(hugo: Employee, sending: Dispatch, alva: Resident) -> None:
    page = page_of(hugo, sending)
    form = page.fields("LÄGG TILL") | {"file": SimpleUploadedFile("lista.csv", f"Nr;Namn\n{ALVA};Alva".encode())}
    assert uploaded(hugo, page, form).status_code == 302
    assert Recipient.objects.get().person == alva.person
    for content, words in (
        (b"\x00\x01\x02", "går inte att läsa"),
        (b"1" * 1_000_001, "för stor"),
        (b"", "välj en fil"),
    ):
        form = page.fields("LÄGG TILL") | {"file": SimpleUploadedFile("lista.csv", content)}
        answer = uploaded(hugo, page, form)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert Recipient.objects.count() == 1


@pytest.mark.req("004-077", "004-076", "004-024")
def test_who_has_no_account_is_told_apart_and_a_child_is_not_if_somebody_reads(
    hugo: Employee, sending: Dispatch, alva: Resident, bo: Resident
) -> None:
    child, orphan = (
        Person.objects.create(identity=number, given_name=name, family_name="Cronholm")
        for number, name in ((CHILD.replace("-", ""), "Cia"), ("201103022388", "Vilma"))
    )
    Guardianship.objects.create(guardian=alva.person, child=child)
    Person.objects.filter(pk=bo.person.pk).update(protection=Protection.SECRECY_MARK)
    page = page_of(hugo, sending).press("LÄGG TILL", numbers=f"{ALVA}\n{BO}\n{CHILD}\n{orphan.identity}")
    told = {row["Namn"].split(" ")[0]: row["Digital kontakt"] for row in page.rows}
    no_account = orphan.age is not None and orphan.age < 13
    assert told == {"Alva": "Ja", "Bo": "Ja", "Cia": "Ja", "Vilma": "Inget konto" if no_account else "Ja"}
    assert "Skyddade personuppgifter" in page.main.text


def test_a_list_of_numbers_that_are_nobodys_adds_nobody(hugo: Employee, sending: Dispatch, alva: Resident) -> None:
    numbers = [made_up(n) for n in range(checking.MOST_UNKNOWN + 1)]
    page = page_of(hugo, sending).press("LÄGG TILL", numbers="\n".join([ALVA, *numbers]))
    assert page.status == 422
    assert "Ingen lades till." in page.alerts
    assert numbers[0] in page.fields("LÄGG TILL")["numbers"]
    assert not Recipient.objects.exists()
    assert Trace.objects.get(action="add_recipient", outcome="refused").detail["rows"] == len(numbers)


def test_somebody_who_tries_list_after_list_is_held_back(
    hugo: Employee, sending: Dispatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "RECIPIENT_LIST", replace(limits.RECIPIENT_LIST, most=1))
    page = page_of(hugo, sending)
    page.press("LÄGG TILL", numbers=ALVA)
    held = page.press("LÄGG TILL", numbers=BO)
    assert held.status == 429
    assert held.fields("LÄGG TILL")["numbers"].strip() == BO
    assert Recipient.objects.count() == 1


def test_a_dispatch_takes_no_more_than_the_most(
    hugo: Employee, sending: Dispatch, alva: Resident, bo: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST", 1)
    monkeypatch.setattr(actions, "MOST", 1)
    page = page_of(hugo, sending).press("LÄGG TILL", numbers=f"{ALVA}\n{BO}")
    assert "högst 1 mottagare" in page.alerts
    assert Recipient.objects.count() == 1


def test_somebody_elses_dispatch_takes_no_list(hanna: Employee, hugo: Employee, sending: Dispatch) -> None:
    assert hanna.browser.get(hanna.address(f"skicka/{sending.id}/lista")).status_code == 404
    Dispatch.objects.filter(pk=sending.pk).update(ordered=sending.begun)
    assert hugo.browser.get(hugo.address(f"skicka/{sending.id}/lista")).status_code == 404
