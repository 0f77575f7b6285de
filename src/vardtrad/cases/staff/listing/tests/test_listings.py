"""The staff's pages of requests for listing: the two lists, filter by date, one request, and its two answers."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import Employee, assign
from vardtrad.cases.listing import actions
from vardtrad.cases.listing.models import ListingRequest
from vardtrad.gate.models import Trace
from vardtrad.shared.lists import paging
from vardtrad.shared.people.models import Person, Protection

pytestmark = pytest.mark.req("004-072")


def asked(who, clinic) -> ListingRequest:
    return actions.ask(who.actor, clinic, who.person).thing


@pytest.mark.req("004-017")
def test_from_the_menu_to_an_accepted_request(region, alva, hugo):
    request = asked(alva, region.a)
    start = hugo.browser.open(hugo.address())
    assert start.counts["Att hantera"] == "1"
    page = start.follow("Listningsönskemål")
    assert page.tabs == ["ATT HANTERA", "HANTERADE"]
    (row,) = page.rows
    assert (row["Invånare"], row["Personnummer"], row["Status"]) == ("Alva Ahlgren", "19771207-2391", "Att hantera")
    request_page = hugo.browser.open(row["href"])
    assert "Listad nu på" in request_page.main.text
    assert "070-174 06 05" in request_page.main.text
    done = request_page.press("Godkänn")
    assert done.address == hugo.address("listning/")
    assert "Önskemålet är godkänt." in done.alerts
    assert "Alva" not in done.alerts
    assert "Inga önskemål hittades" in done.text
    assert done.counts["Att hantera"] == "0"
    (row,) = done.follow("HANTERADE").rows
    assert (row["Status"], row["Hanterat av"]) == ("Godkänt", "Hugo Holm")
    after = hugo.browser.open(row["href"])
    assert after.main.all("form") == []
    assert Person.objects.get(pk=alva.person.pk).listed_at == region.a.hsa_id
    assert Trace.objects.filter(action="list", label="listing", actor_id=hugo.staff.id, shown=[request.id]).count() == 2
    assert Trace.objects.filter(action="read", label="listing", key=request.id, person_id=alva.person.id).count() == 2


def test_declining_needs_a_reason_and_keeps_what_was_written(region, alva, rut, hugo):
    request = asked(alva, region.a)
    page = rut.browser.open(rut.address(f"listning/{request.id}/"))
    empty = page.press("Avböj", reason="  ")
    assert empty.status == 422
    assert "Skriv varför önskemålet avböjs" in empty.alerts
    long = page.press("Avböj", reason="x" * 501)
    assert long.status == 422
    assert long.fields("Avböj")["reason"] == "x" * 501
    actions.accept(hugo.actor, request.id, seen=request.content)
    old = page.press("Avböj", reason="Vi är fulla.")
    assert old.status == 422
    assert "Det har hänt något" in old.alerts
    assert "Vi är fulla." in old.main.text
    assert ListingRequest.objects.get().state == "accepted"


def test_declining(region, alva, rut):
    request = asked(alva, region.a)
    done = rut.browser.open(rut.address(f"listning/{request.id}/")).press("Avböj", reason="Vi är fulla.")
    assert "Önskemålet är avböjt." in done.alerts
    assert "Vi är fulla." in rut.browser.open(rut.address(f"listning/{request.id}/")).text


def test_a_double_click_accepts_once(region, alva, rut):
    page = rut.browser.open(rut.address(f"listning/{asked(alva, region.a).id}/"))
    assert page.press("Godkänn").status == page.press("Godkänn").status == 200
    assert Trace.objects.filter(action="accept", outcome="done").count() == 1


def test_forms_that_nobody_has_seen_are_refused(region, alva, rut):
    request = asked(alva, region.a)
    for sent in ({}, {"seen": "1"}, {"submit_key": "nej", "seen": "1", "reason": "Fullt."}):
        for verb in ("godkann", "avboj"):
            assert rut.browser.post(rut.address(f"listning/{request.id}/{verb}"), sent).status_code == 422
    assert ListingRequest.objects.get().state == "waiting"


def test_filter_by_the_day_of_asking(region, alva, bo, rut, frozen):
    frozen.to(11, 16, 23, 59)
    first = asked(alva, region.a)
    frozen.to(11, 17, 0, 1)
    second = asked(bo, region.a)
    frozen.to(11, 17, 12)
    base = rut.address("listning/")

    def shown(query: str) -> set[str]:
        page = rut.browser.open(f"{base}?{query}")
        return {row["href"] for row in page.rows} if page.main.all("tbody") else set()

    both = {f"{base}{first.id}/", f"{base}{second.id}/"}
    assert shown("fran=2026-11-16&till=2026-11-17") == shown("") == both
    assert shown("till=2026-11-16") == {f"{base}{first.id}/"}
    assert shown("fran=2026-11-17") == {f"{base}{second.id}/"}
    assert shown("fran=2026-11-18") == set()
    # A value that is not a day is not a filter.
    for nonsense in ("fran=i+g%C3%A5r", "till=9999-12-31", "fran=0001-01-01", "efter=nonsens"):
        assert shown(nonsense) == both
    page = rut.browser.open(base).press("Filtrera", fran="2026-11-17", till="")
    assert len(page.rows) == 1
    assert len(page.follow("RENSA ALLT").rows) == 2


def test_pages_go_on_where_the_last_ended_and_keep_the_filter(region, alva, bo, rut, monkeypatch, frozen):
    monkeypatch.setattr(paging, "PAGE", 1)
    monkeypatch.setattr("vardtrad.cases.listing.queries.PAGE", 1)
    for who in (alva, bo):
        asked(who, region.a)
        frozen.go(minutes=1)
    page = rut.browser.open(rut.address("listning/?fran=2026-11-01"))
    assert [row["Invånare"] for row in page.rows] == ["Bo Brunius"]
    older = page.follow("Äldre")
    assert [row["Invånare"] for row in older.rows] == ["Alva Ahlgren"]
    assert "fran=2026-11-01" in older.address
    assert [row["Invånare"] for row in older.follow("Nyare").rows] == ["Bo Brunius"]


def test_protected_persons_have_the_mark_and_no_telephone(region, alva, rut):
    request = asked(alva, region.a)
    Person.objects.filter(pk=alva.person.pk).update(protection=Protection.SECRECY_MARK)
    assert "Skyddade personuppgifter" in rut.browser.open(rut.address("listning/")).main.text
    page = rut.browser.open(rut.address(f"listning/{request.id}/"))
    assert "Skyddade personuppgifter" in page.main.text
    assert "070-174 06 05" not in page.text


def test_the_clinics_own_only(region, alva, rut, olle):
    request = asked(alva, region.a)
    assert olle.browser.open(olle.address(f"listning/{request.id}/")).status == 404
    assert "Alva" not in olle.browser.open(olle.address("listning/")).text
    assign(rut.staff, region.b, "receiver")
    elsewhere = Employee(rut.staff, region.b, rut.browser)
    assert elsewhere.browser.open(elsewhere.address(f"listning/{request.id}/")).status == 404


def test_a_list_costs_the_same_for_one_request_and_for_two(region, alva, bo, rut):
    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            rut.browser.get(rut.address("listning/"))
        return len([query for query in caught.captured_queries if "SAVEPOINT" not in query["sql"]])

    asked(alva, region.a)
    rut.browser.get(rut.address("listning/"))
    few = cost()
    asked(bo, region.a)
    # The session, the permissions, whose cases the user works with, the rows, the trace, and all counts at once.
    assert cost() == few <= 6
