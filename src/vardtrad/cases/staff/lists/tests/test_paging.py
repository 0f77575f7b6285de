"""Lists of many cases: 50 rows a page, older and newer by keyset, each case once, also while new ones arrive."""

from datetime import UTC, datetime, timedelta

import pytest

from vardtrad.cases.case.models import Case
from vardtrad.cases.case.moves.sending import Send
from vardtrad.cases.case.moves.writing import await_feedback
from vardtrad.cases.case.policy import FIRST_DAYS
from vardtrad.cases.case.subject import CASES
from vardtrad.cases.staff.frame.queries import WorkList
from vardtrad.cases.staff.lists import list_sql
from vardtrad.cases.staff.lists import queries as list_queries
from vardtrad.cases.staff.lists import shown as list_shown
from vardtrad.cases.staff.lists.filters import Sort
from vardtrad.gate import door
from vardtrad.kernel.uuid7 import uuid7
from vardtrad.shared.lists.counts import count_words
from vardtrad.shared.lists.paging import Cursor


def send_many(region, alva, number):
    """Cases sent in one set: they have the very same time of update."""
    start = door.Start(
        lambda: Case(clinic=region.a, case_type=region.renewal, patient=alva.person), Send("En av många.")
    )

    def body(moving):
        await_feedback(moving, FIRST_DAYS)

    return [done.thing for done in door.begin_many(CASES, alva.actor, "send", [start] * number, body=body)]


@pytest.fixture
def many(frozen, region, alva):
    """120 cases, of which 70 have the very same time, latest first."""
    made = send_many(region, alva, 70)
    for _case in range(50):
        frozen.go(seconds=0.123457)
        made.append(alva.sends(region.renewal_at_a))
    return [case.id for case in sorted(made, key=lambda case: (case.updated, case.id), reverse=True)]


def ids(page):
    return [row["href"].rstrip("/").rsplit("/", 1)[1] for row in page.rows]


def walk(page, word):
    """Pages from this one on, by following a link as long as there is one."""
    pages = [page]
    while any(a.text == word for a in pages[-1].main.all("a")):
        pages.append(pages[-1].follow(word))
    return pages


def test_older_and_newer_show_each_case_once(many, rut):
    pages = walk(rut.browser.open(rut.address("arenden/inkomna")), "Äldre")
    assert [len(page.rows) for page in pages] == [50, 50, 20]
    assert [key for page in pages for key in ids(page)] == [str(key) for key in many]
    assert not any(a.text == "Nyare" for a in pages[0].main.all("a"))
    back = walk(pages[-1], "Nyare")
    assert [key for page in reversed(back) for key in ids(page)] == [str(key) for key in many]


def test_new_cases_meanwhile_move_nothing(frozen, region, alva, many, rut):
    page = rut.browser.open(rut.address("arenden/inkomna"))
    seen = ids(page)
    for _page in range(2):
        for _case in range(3):
            frozen.go(seconds=1)
            alva.sends(region.renewal_at_a)
        page = page.follow("Äldre")
        seen += ids(page)
    assert seen == [str(key) for key in many]
    newest = walk(page, "Nyare")
    again = [key for one in reversed(newest) for key in ids(one)]
    assert sorted(again) == sorted(set(again))
    assert set(again) == {str(case.id) for case in Case.objects.all()}


def test_the_inbox_is_paged_too(many, alva):
    page = alva.browser.open("/inkorg")
    seen = [a.attrs["href"] for a in page.main.all("a") if a.attrs["href"].startswith("/arenden/")]
    while any(a.text == "Äldre" for a in page.main.all("a")):
        page = page.follow("Äldre")
        seen += [a.attrs["href"] for a in page.main.all("a") if a.attrs["href"].startswith("/arenden/")]
    assert sorted(seen) == sorted(f"/arenden/{key}" for key in many)
    assert len(seen) == 120


@pytest.mark.parametrize("micros", [*range(1, 1_000_000, 99_991), 123456, 123457, 999_999])
def test_a_place_in_a_list_survives_its_address(micros):
    for year in (2026, 2027, 2031):
        place = Cursor(datetime(year, 11, 17, 9, 0, 1, tzinfo=UTC) + timedelta(microseconds=micros), uuid7())
        assert Cursor.parse(str(place)) == place


@pytest.mark.parametrize(
    "text",
    [
        "", "-", "x", "1", "1-", "1-2", "-1-0189f0a0-0000-7000-8000-000000000000",
        "99999999999999999999999-0189f0a0-0000-7000-8000-000000000000",
        "1" * 5000 + "-0189f0a0-0000-7000-8000-000000000000", "1e9-0189f0a0-0000-7000-8000-000000000000",
        "1790000000000000-0189f0a0-0000-7000-8000-00000000000g", "\u0661-\u0661", "NaN-", "../../etc/passwd",
    ],
)  # fmt: skip
def test_a_forged_place_gives_the_first_page(new_case, rut, alva, text):
    for name in ("efter", "fore"):
        assert rut.browser.get(rut.address("arenden/inkomna"), {name: text}).status_code == 200
    assert alva.browser.get("/inkorg", {"efter": text}).status_code == 200


def test_a_place_of_another_clinic_shows_nothing_of_it(region, alva, new_case, olle):
    other = alva.sends(region.services["b", "renewal"])
    place = Cursor(new_case.updated + timedelta(days=1), new_case.id)
    page = olle.browser.open(f"/personal/{region.b.id}/arenden/inkomna?efter={place}")
    assert ids(page) == [str(other.id)]


@pytest.mark.parametrize(("count", "words"), [(0, "0"), (1000, "1000"), (1001, "1\u00a0000+")])
def test_counts_are_capped(count, words):
    assert count_words(count) == words


@pytest.mark.req("004-064")
def test_a_filtered_list_says_which_of_how_many_it_shows(crowd, rut, monkeypatch) -> None:
    fits = Case.objects.filter(clinic_id=rut.clinic.id, is_open=True, feedback="none").exclude(state="closed").count()
    assert fits > 20
    monkeypatch.setattr(list_sql, "PAGE", 20)
    list_sql._kept.cache_clear()
    monkeypatch.setattr(list_queries, "PAGE", 20)
    monkeypatch.setattr(list_shown, "PAGE", 20)
    page = rut.browser.open(rut.address("arenden/alla?status=ohanterat"))
    assert f"1–20 av {fits}" in page.main.text
    older = page.follow("Äldre")
    assert f"21–{min(40, fits)} av {fits}" in older.main.text
    assert f"1–20 av {fits}" in older.follow("Nyare").main.text
    assert " av " not in rut.browser.open(rut.address("arenden/alla")).main.one("nav", class_="pager").text
    # An address that somebody has written shows the page all the same.
    assert rut.browser.open(older.address.replace("nr=21", "nr=x")).status == 200


@pytest.mark.parametrize(
    ("total", "words"), [(213, "51–100 av 213"), (1001, "51–100 av fler än 1\N{NO-BREAK SPACE}000")]
)
def test_more_than_a_thousand_are_not_counted(total: int, words: str) -> None:
    assert list_shown.hits(total, 51, 50) == words


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("which", WorkList)
def test_the_places_of_a_page_are_found_before_any_name_is_fetched(db, which, sort):
    """One plan serves all clinics: no clinic is so large that more than a page of its rows is joined and sorted."""
    list_sql._kept.cache_clear()  # another test may have asked with pages of another size
    for placed in {False, sort is not Sort.URGENCY}:
        sql = list_sql._kept(which, sort, sort.rises, int(which.own), placed).sql
        places = sql[sql.index("IN (SELECT id FROM (") : sql.index(" AS places")]
        assert places.count("LIMIT 51") == 1
        assert "JOIN" not in places
