"""Free-text search over the cases one may see (B-07): what is found, by whom, and what stands nowhere."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from vardtrad.cases.case.moves import notes, sending
from vardtrad.cases.staff.frame.queries import WorkList, counts
from vardtrad.cases.staff.lists import actions, word_search_sql
from vardtrad.cases.staff.lists.filters import CLOSED, Closed, ListFilter
from vardtrad.cases.staff.lists.list_sql import counting
from vardtrad.cases.staff.lists.models import SavedView, Search
from vardtrad.cases.staff.lists.queries import work_list
from vardtrad.cases.teams.queries import coverage_of
from vardtrad.gate.models import Trace
from vardtrad.kernel import clock

pytestmark = pytest.mark.req("B-07")


@pytest.fixture
def some(region, alva, bo, rut, hugo):
    """Cases by name, with words of their own."""
    found = {
        "levaxin": alva.sends(region.renewal_at_a, "Jag behöver mer Levaxin."),
        "axel": alva.sends(region.services["a", "question"], "Ont i axeln och nacken."),
        "bos": bo.sends(region.renewal_at_a, "Mer Levaxin och Alvedon."),
        "elsewhere": bo.sends(region.services["b", "renewal"], "Levaxin till mig."),
    }
    rut.does("assign", found["axel"], hugo.staff)
    return found


def shown(page, who, some):
    by_address = {who.case_address(case): name for name, case in some.items()}
    return {by_address[row["href"]] for row in page.rows} if page.main.all("tbody") else set()


def seek(who, words, path="arenden/"):
    return who.browser.open(who.address(path)).press("SÖK", ord=words)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("levaxin", {"levaxin", "bos"}),
        ("Levaxin alvedon", {"bos"}),
        ("leva", {"levaxin", "bos"}),  # the beginning of a word
        ("axeln", {"axel"}),
        ("nackens", {"axel"}),  # another form with the same stem
        ("ahlgren", {"levaxin", "axel"}),
        ("Ahlgre", {"levaxin", "axel"}),  # while the name is being typed
        ("bo brunius", {"bos"}),
        ("förnya", {"levaxin", "bos"}),  # the case type
        ("förnya alva", {"levaxin"}),
        ("och", {"axel", "bos"}),
        ("evaxin", set()),  # not in the middle of a word
        ("levaxin axeln", set()),
        ("finnsinte", set()),
        ("'levaxin' | !axeln & <-> :*", set()),  # no operators: words, of which none holds all
        ("levaxin':* | '", {"levaxin", "bos"}),
        ("% _ \\", set()),
        ("a" * 300, set()),
    ],
)
def test_what_is_found(some, rut, words, expected):
    assert shown(seek(rut, words), rut, some) == (
        expected if any(map(str.isalnum, words)) else {"levaxin", "axel", "bos"}
    )


@pytest.mark.parametrize("walked", [1, 7, 3_000])
def test_walking_and_looking_up_give_the_same(frozen, region, alva, some, rut, hugo, monkeypatch, walked):
    monkeypatch.setattr(word_search_sql, "SCANNED", walked)
    for number in range(60):
        frozen.go(minutes=number % 2)
        some[f"n{number}"] = alva.sends(region.renewal_at_a, f"Levaxin nummer {number}.")
    first = seek(rut, "levaxin")
    pages = [first, first.follow("Äldre")]
    assert [len(page.rows) for page in pages] == [50, 12]
    ids = [row["href"] for page in pages for row in page.rows]
    latest = sorted(
        (case for case in map(_now, some.values()) if case.clinic_id == region.a.id), key=_place, reverse=True
    )
    wanted = [rut.case_address(case) for case in latest if case.id != some["axel"].id]
    assert ids == wanted
    assert [row["href"] for row in pages[1].follow("Nyare").rows] == ids[:50]
    assert shown(seek(rut, "alvedon"), rut, some) == {"bos"}
    assert shown(seek(hugo, "nacken", "mina/"), hugo, some) == {"axel"}
    by_urgency = seek(rut, "levaxin").follow("Åtgärda senast")
    assert len(by_urgency.rows) == 50
    assert shown(by_urgency.follow("Äldre"), rut, some) | shown(by_urgency, rut, some) == set(some) - {
        "axel",
        "elsewhere",
    }


def test_every_way_of_counting_gives_the_same(region, alva, some, rut, hugo, monkeypatch):
    for number in range(60):
        some[f"n{number}"] = alva.sends(region.renewal_at_a, f"Levaxin nummer {number}.")
    rut.does("assign", some["n7"], hugo.staff)
    hugo.does("answer", some["n7"], "Gå till apoteket.")
    everything = replace(ListFilter().choose(CLOSED, Closed.INCLUDED), search=region.a.id)
    asked = [
        (rut, WorkList.CLINIC_ALL, replace(everything, words="levaxin"), 62),
        (rut, WorkList.CLINIC_ALL, replace(everything, words="nummer levaxin"), 60),
        (rut, WorkList.CLINIC_ALL, replace(everything, words="7 nummer"), 1),
        (rut, WorkList.CLINIC_ALL, replace(everything, words="finnsinte"), 0),
        (rut, WorkList.CLINIC_CLOSED, ListFilter(search=region.a.id, words="levaxin"), 1),
        (hugo, WorkList.OWN_ALL, replace(everything, words="ont axeln"), 1),
        (hugo, WorkList.OWN_ALL, replace(everything, words="levaxin"), 1),
    ]
    totals = set()
    for scanned, rare, common, sample in product((1, 7, 3_000), (-1, 0.05, 1), (0, 2), (1, 300)):
        for name, value in {"SCANNED": scanned, "RARE": rare, "COMMON": common, "SAMPLE": sample}.items():
            monkeypatch.setattr(word_search_sql, name, value)
        for who, which, wanted, number in asked:
            hands = coverage_of(who.staff.id, region.a.id)
            page = work_list(who.actor, which, hands, wanted)
            assert len(page.rows) == min(number, 50)
            assert page.total in {None, number}
            assert counts(who.actor, hands, [counting(who.actor, which, hands, wanted)])[1] == [number]
            totals.add(page.total)
    assert totals == {None, 0, 1, 60, 62}


def test_a_search_whose_hits_have_all_been_looked_at_counts_them_in_passing(region, some, rut, monkeypatch):
    asked, hands = ListFilter(search=region.a.id, words="levaxin"), coverage_of(rut.staff.id, region.a.id)
    actor = rut.actor
    for scanned in (1, 3_000):
        monkeypatch.setattr(word_search_sql, "SCANNED", scanned)
        with CaptureQueriesContext(connection) as caught:
            page = work_list(actor, WorkList.CLINIC_ALL, hands, asked)
        assert page.total == len(page.rows) == 2
        assert len(caught.captured_queries) == 2  # the ids with their number, and the rows
    assert "1–2 av 2" in seek(rut, "levaxin").text


def _now(case):
    from tests.people import now

    return now(case)


def _place(case):
    return (case.updated, case.id)


def test_what_is_said_later_and_what_is_closed_is_found_too(some, alva, rut, hugo):
    hugo.does("ask", some["axel"], "Har du provat sjukgymnastik?")
    alva.answers_back(some["axel"], "Nej, men akupunktur.")
    assert shown(seek(rut, "sjukgymnastik akupunktur"), rut, some) == {"axel"}
    notes.note(hugo.actor, some["axel"].id, "Kollade journalen.")
    hugo.does("answer", some["axel"], "Gå till fysioterapeuten.")
    assert shown(seek(rut, "akupunktur fysioterapeuten"), rut, some) == {"axel"}
    assert shown(seek(hugo, "journalen", "mina/"), hugo, some) == {"axel"}


def test_nobody_finds_what_is_not_theirs(region, some, rut, hugo, hanna, olle, petra):
    assert shown(seek(hugo, "levaxin", "mina/"), hugo, some) == set()
    assert shown(seek(hugo, "axeln", "mina/"), hugo, some) == {"axel"}
    assert shown(seek(hanna, "axeln", "mina/"), hanna, some) == set()
    assert shown(seek(rut, "axeln", "mina/"), rut, some) == set()
    assert shown(seek(olle, "levaxin"), olle, some) == {"elsewhere"}
    assert shown(seek(petra, "levaxin"), petra, some) == set()
    rut.does("transfer", some["levaxin"], region.b)
    assert shown(seek(rut, "levaxin"), rut, some) == {"bos"}
    assert shown(seek(olle, "levaxin"), olle, some) == {"elsewhere", "levaxin"}


@pytest.mark.parametrize("typed", ["19930423-2383", "199304232383", " 930423-2383 "])
def test_a_whole_number_finds_the_persons_cases(some, rut, bo, typed):
    page = seek(rut, typed)
    assert shown(page, rut, some) == {"bos"}
    assert parse_qs(urlsplit(page.address).query) == {"invanare": [str(bo.person.id)], "avslutat": ["ja"]}
    assert not Search.objects.exists()


def test_no_words_stand_in_address_or_trace_and_one_trace_is_left(some, rut):
    Trace.objects.count()
    page = seek(rut, "levaxin")
    assert "levaxin" not in page.address.lower()
    search = Search.objects.get()
    assert parse_qs(urlsplit(page.address).query) == {"avslutat": ["ja"], "sok": [str(search.id)]}
    traces = Trace.objects.filter(actor_id=rut.staff.id, action="list", label="case").order_by("-at", "-id")
    latest = traces[0]
    assert set(latest.shown) == {some["levaxin"].id, some["bos"].id}
    assert latest.detail == {"view": "arenden/alla", "search": str(search.id)}
    assert not Trace.objects.filter(actor_id=rut.staff.id, action="search").exists()
    assert all("levaxin" not in str(trace.detail).lower() for trace in Trace.objects.all())
    assert "Sökning: levaxin ta bort filter" in [a.text for a in page.main.all("a", class_="chip")]


def test_a_search_can_be_filtered_and_sorted_further(some, rut):
    page = seek(rut, "levaxin").follow("FILTRERA 2 val")
    narrowed = page.press("VISA RESULTAT", person="Alva")
    assert shown(narrowed, rut, some) == {"levaxin"}
    assert shown(narrowed.follow("Skapat"), rut, some) == {"levaxin"}
    assert shown(narrowed.follow("RENSA ALLT"), rut, some) == {"levaxin", "axel", "bos"}


def test_a_link_to_a_search_shows_a_colleague_what_the_colleague_may_see(region, some, rut, hugo, olle):
    page = seek(rut, "axeln")
    query = urlsplit(page.address).query
    assert shown(hugo.browser.open(f"{hugo.address('mina/alla')}?{query}"), hugo, some) == {"axel"}
    assert hugo.browser.get(page.address).status_code == 404  # the clinic's lists are the receivers'
    # At another clinic the words are not there at all.
    other = olle.browser.open(f"{olle.address('arenden/alla')}?{query}")
    assert shown(other, olle, some) == set()
    assert "axeln" not in other.text
    assert "Sökningen har gått ut." in other.text


def test_words_are_kept_thirty_days_and_those_of_a_view_as_long_as_the_view(frozen, region, some, rut):
    page = seek(rut, "levaxin")
    kept = seek(rut, "axeln")
    kept.press("SPARA VYN", namn="Axlar")
    frozen.go(days=29)
    actions.clear_old()
    assert Search.objects.count() == 2
    frozen.go(days=2)
    actions.clear_old()
    assert [search.words for search in Search.objects.all()] == ["axeln"]
    from tests.people import logged_in

    browser = logged_in(rut.staff)
    assert "Sökningen har gått ut." in browser.open(page.address).text
    assert len(browser.open(kept.address).rows) == 1
    actions.remove_view(rut.actor, SavedView.objects.get().id)
    actions.clear_old()
    assert not Search.objects.exists()


def test_nothing_typed_shows_all_cases(some, rut):
    page = seek(rut, "   ")
    assert shown(page, rut, some) == {"levaxin", "axel", "bos"}
    assert not Search.objects.exists()


def test_many_cases_in_one_set_are_found_by_their_words(region, alva, bo, rut):
    region.question.direction = "information"
    region.question.save()
    asks = [sending.Outgoing(one.person, "Besked om provtagning.") for one in (alva, bo)]
    done = sending.send_out(rut.actor, region.a, region.question, asks, rut.staff)
    assert len(seek(rut, "provtagning").rows) == len(done) == 2
    assert clock.now() - Search.objects.get().at < timedelta(minutes=1)
