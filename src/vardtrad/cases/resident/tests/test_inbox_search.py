"""The search in a resident's inbox: what it reads, what it never tells, and where its words stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import Employee, Region, Resident
from vardtrad.cases.case.models import Case
from vardtrad.cases.case.moves import notes
from vardtrad.cases.resident import queries
from vardtrad.cases.resident.views import inbox
from vardtrad.gate.models import Trace
from vardtrad.kernel import clock
from vardtrad.shared.lists.paging import PAGE
from vardtrad.shared.login.models import Session
from vardtrad.shared.people.models import Guardianship, Person
from vardtrad.shared.proxies.models import Link

NONE = "Inget ärende hittades."


def search(who: Resident, words: str):
    return who.browser.open("/inkorg").press("Sök", ord=words)


def hits(who: Resident, words: str) -> list[str]:
    """The beginnings of the cases that a search finds, in the page's order."""
    return [row.begins for row in queries.inbox(who.actor, None, words).rows]


@pytest.fixture
def three(region: Region, alva: Resident) -> list[Case]:
    """Three cases of Alva's at two clinics."""
    return [
        alva.sends(region.renewal_at_a, "Levaxin håller på att ta slut."),
        alva.sends(region.services["a", "question"], "Jag har ont i knät sedan Linnéas kalas."),
        alva.sends(region.services["b", "question"], "Blödande tandkött, ååå så trist."),
    ]


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("levaxin", [0]),
        ("LEVAX", [0]),
        ("vaxin slut", [0]),
        ("slut knät", []),
        ("linneas", [1]),
        ("Linnéas", [1]),
        ("li\u0301nnea", [1]),
        ("ååå", [2]),
        ("aaa", []),
        ("tandkott", []),
        ("blödande tandkött", [2]),
        ("björken", [2]),
        ("alen", [1, 0]),
        ("förnya", [0]),
        ("finnsinte", []),
        ("!! ??", []),
        ("100%", []),
        ("_", []),
        ("'; DROP TABLE cases_case; --", []),
    ],
)
def test_words_and_parts_of_words_find_title_clinic_and_messages(region, alva, three, words, places) -> None:
    begins = [row.begins for row in reversed(queries.inbox(alva.actor, None).rows)]
    assert hits(alva, words) == [begins[place] for place in sorted(places, reverse=True)]


def test_every_letter_of_a_latin_script_is_found_as_it_is_written_and_without_its_marks(region, alva) -> None:
    alva.sends(
        region.services["a", "question"], "Çelik Đorđević Łukasz Søren Ñandú Þór Groß Škoda Žižek Őrs Ügyan Ævar"
    )
    for word in ["çelik", "celik", "Đorđević", "dordevic", "łukasz", "lukasz", "søren", "sören", "soren", "nandu",
                 "thor", "gross", "skoda", "zizek", "ugyan", "ævar", "ävar", "aevar"]:  # fmt: skip
        assert hits(alva, word), word


def test_what_the_clinic_answers_is_found_and_what_it_writes_for_itself_is_not(
    region, alva, hugo: Employee, rut: Employee, three
) -> None:
    case = rut.does("assign", three[0], hugo.staff)
    notes.note(hugo.actor, case.id, "Misstänker hypokondri.")
    hugo.does("ask", case, "Tar du 50 mikrogram?")
    assert len(hits(alva, "mikrogram")) == 1
    assert hits(alva, "hypokondri") == []
    # Also the words of the staff's own search are there for nobody else.
    assert hits(alva, "hypo") == []


def test_nobody_elses_cases_are_found(region, alva, bo, three) -> None:
    assert hits(bo, "levaxin") == []
    assert NONE in search(bo_with_a_case(region, bo), "levaxin").main.text


def bo_with_a_case(region: Region, bo: Resident) -> Resident:
    bo.sends(region.renewal_at_a, "Alvedon.")
    return bo


def test_the_page_shows_the_hits_and_the_way_back_and_the_address_tells_nothing(region, alva, three) -> None:
    page = search(alva, "levaxin")
    assert page.main.one("h2").text == "Ärenden som innehåller ”levaxin”"
    assert len(page.main.all("article")) == 1
    assert "levaxin" not in page.address.lower()
    assert page.main.one("input", name="ord").attrs["value"] == "levaxin"
    assert len(page.follow("Visa alla ärenden").main.all("article")) == 3
    # The same address once more (Back, or another tab) shows the same.
    assert len(alva.browser.open(page.address).main.all("article")) == 1
    assert NONE in search(alva, "finnsinte").main.text
    assert search(alva, "").address == "/inkorg"
    assert "Skriv minst ett ord att söka efter." in search(alva, "?!").text


def test_the_result_is_for_who_searched_and_not_for_long(region, alva, bo, three, monkeypatch) -> None:
    page = search(alva, "levaxin")
    bo.sends(region.renewal_at_a, "Levaxin, jag med.")
    others = bo.browser.open(page.address)
    assert "Sökningen gäller inte längre. Sök igen." in others.main.text
    assert "innehåller" not in others.main.text
    for forged in ("x", page.address.partition("sok=")[2][:-4] + "AAAA"):
        assert "Sökningen gäller inte längre." in alva.browser.open(f"/inkorg?sok={forged}").main.text
    monkeypatch.setattr("time.time", lambda: (clock.now() + timedelta(hours=13)).timestamp())
    assert inbox._words_of(alva.actor, page.address.partition("sok=")[2]) == ""


def test_a_search_leaves_one_trace_with_what_it_showed_and_without_its_words(region, alva, three) -> None:
    search(alva, "levaxin")
    trace = Trace.objects.filter(action="list", actor_id=alva.person.id).latest("at")
    assert trace.detail == {"view": "inkorg", "searched": True}
    assert list(map(str, trace.shown)) == [str(three[0].id)]
    assert not Trace.objects.filter(detail__icontains="levaxin").exists()


def test_a_guardian_searches_the_childs_inbox_and_not_the_own(region, alva, three) -> None:
    child = Person.objects.create(identity="201805022389", given_name="Elina", family_name="Ahlgren")
    Guardianship.objects.create(guardian=alva.person, child=child)
    link = Link.objects.create(proxy=alva.person, person=child, added=clock.now())
    own = search(alva, "levaxin").address
    alva.browser.open("/barn").press("Elina Ahlgren")
    alva.browser.open(f"/mottagningar/{region.a.id}/{region.renewal_at_a.id}/").press(
        "Läs igenom", text="Elina behöver Alvedon."
    ).press("Skicka")
    assert len(search(alva, "alvedon").main.all("article")) == 1
    assert NONE in search(alva, "levaxin").main.text
    # What was searched for in the own name is not searched for in the child's.
    assert "Sökningen gäller inte längre." in alva.browser.open(own).main.text
    link.delete()


def test_a_reader_of_some_clinics_finds_only_what_was_written_to_them(region, alva, three) -> None:
    actor = replace(alva.actor, clinics=frozenset({region.b.id}))
    assert queries.inbox(actor, None, "levaxin").rows == []
    assert len(queries.inbox(actor, None, "tandkött").rows) == 1


@pytest.mark.req("003-016")
def test_a_weak_login_searches_nothing(region, alva, three) -> None:
    page = search(alva, "levaxin")
    assert "levaxin" in page.text.lower()
    Session.objects.filter(person=alva.person).update(assurance=2)
    weak = alva.browser.open(page.address)
    assert not weak.main.all("input", name="ord")
    assert "levaxin" not in weak.text.lower()


def test_the_search_is_paged_and_costs_as_many_queries_as_the_inbox(region, alva) -> None:
    alva.sends(region.services["a", "question"], "Något annat.")
    for number in range(PAGE + 3):
        alva.sends(region.renewal_at_a, f"Levaxin nummer {number}.")
    with CaptureQueriesContext(connection) as plain:
        alva.browser.get("/inkorg")
    page = search(alva, "levaxin")
    with CaptureQueriesContext(connection) as searched:
        alva.browser.get(page.address)
    assert len(searched) == len(plain)
    assert len(page.main.all("article")) == PAGE
    older = page.follow("Äldre")
    assert len(older.main.all("article")) == 3
    assert "levaxin" not in older.address.lower()
    assert "nummer 2." in older.main.text
    assert "nummer 3." not in older.main.text
