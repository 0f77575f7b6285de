"""Who sees and who may do what in the right field of an open SVU."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import assign
from tests.planners import Planner, Planners
from tests.plans import Drive
from vardtrad.kernel.tables import NO_OFFERS, Offers
from vardtrad.planning.plan.tests.right_field import opened, right, sent


@pytest.mark.req("001-018")
def test_the_right_field_has_three_sections_with_icons(planners: Planners, oskar: Planner) -> None:
    field = opened(oskar, Drive(planners).published()).root.one("aside")
    heads = [section.all("summary")[0] for section in field.all("details", class_="field-sec")]
    shown = {head.text: {use.attrs["href"].rpartition("#")[2] for use in head.all("use")} for head in heads}
    for title, icon in (("Information", "info"), ("Tidigare planer", "history"), ("Meddelanden", "msg")):
        assert [icon in icons for words, icons in shown.items() if words.startswith(title)] == [True], shown


@pytest.mark.req("001-017")
def test_each_participating_unit_has_the_letter_of_its_party(planners: Planners, oskar: Planner) -> None:
    """In the open case's right field, and in its unfolded row of the start page."""
    svu = Drive(planners).published()
    units = {planners.ward_a.name: "S", planners.health_centre.name: "Ö", planners.care_office.name: "K"}
    field = opened(oskar, svu).root.one("aside")
    unfolded = oskar.browser.open(oskar.base).follow("Visa mer information, Elsa Ek").main
    for shown in (field, unfolded):
        badges = shown.all("span", class_="party")
        beside = {name: badge.attrs["data-p"] for badge in badges for name in units if name in badge.parent.text}
        assert beside == units


@pytest.mark.req("001-069")
def test_earlier_plans_and_those_the_user_may_only_read(planners: Planners, oskar: Planner, karin: Planner) -> None:
    first = Drive(planners, ward="agda", others=("kurt",)).published()
    svu = Drive(planners).published()
    page = opened(oskar, svu)
    section = page.root.one("details", id="planer")
    assert "open" not in section.attrs
    assert "Läsläge" in section.text
    assert "Avdelning B" in section.text
    (link,) = section.all("a")
    assert link.attrs["href"] == f"{oskar.base}las/{first.key}/"
    svu.withdrawn()
    assert opened(oskar, svu).root.one("details", id="planer").all("a") == []


def test_a_reader_sees_everything_and_no_button(svu: Drive, planners: Planners, extern: Planner, vera: Planner) -> None:
    from vardtrad.gate.models import Trace
    from vardtrad.planning.plan.models import ReadingGrant
    from vardtrad.shared.login.models import Session

    svu.published().convened()
    extern.browser.open(extern.base)
    session = Session.objects.get(staff=extern.staff)
    ReadingGrant.objects.create(
        plan=svu.plan,
        session=session,
        unit=extern.unit,
        basis="danger",
        reason="Brådskar",
        by=extern.staff.id,
        by_name=extern.staff.name,
        at=session.last_seen,
    )
    page = opened(extern, svu, "?visa=enhet&vald=" + str(planners.care_office.id))
    assert "Samtycke registrerat" in right(page)
    assert "Oskar Oxel" in right(page)
    assert "Biståndshandläggare: kvittera, justera, godkänna" in right(page)
    for word in ("Avregistrera", "Registrera på nytt", "Registrera fast", "Ny deltagare", "Ta bort", "Lägg till roll"):
        assert word not in right(page), word
    for verb in ("samtycke", "avregistrera", "ny-deltagare", "ta-bort-enhet"):
        before = svu.plan.version
        page = sent(extern, svu, verb, confirmed="1", unit=planners.home_care.id)
        assert page.status == 422
        assert svu.plan.version == before
    assert Trace.objects.filter(action="withdraw", outcome="refused").exists()


def test_after_a_refusal_only_the_own_contacts_and_no_reasons(
    svu: Drive, planners: Planners, oskar: Planner, karin: Planner, vera: Planner
) -> None:
    sent(vera, svu, "information", written="nej", reason="Hittar inte sina glasögon.")
    svu.published().convened()
    assert "Oskar Oxel" in right(opened(karin, svu))
    assert "glasögon" in right(opened(karin, svu))
    svu.withdrawn()
    for hidden in ("Oskar Oxel", "glasögon"):
        assert hidden not in right(opened(karin, svu))
    assert "Oskar Oxel" in right(opened(oskar, svu))
    assert "glasögon" in right(opened(vera, svu))
    assert "Ny deltagare" not in right(opened(oskar, svu))
    page = sent(karin, svu, "ny-deltagare", unit=planners.home_care.id)
    assert page.status == 422
    assert "Uppgiften om samtycke är avregistrerad. Då kan bara en part" in page.text


def test_the_right_field_costs_the_same_however_many_there_are(
    svu: Drive, planners: Planners, oskar: Planner, olga: Planner
) -> None:
    svu.published().convened()
    opened(oskar, svu)
    with CaptureQueriesContext(connection) as few:
        opened(oskar, svu)
    for name in ("rehab", "home_care", "ward_b"):
        sent(oskar, svu, "ny-deltagare", unit=getattr(planners, name).id)
    sent(oskar, svu, "fast-vardkontakt", person=olga.staff.id, responsibility="Dialys")
    with CaptureQueriesContext(connection) as many:
        opened(oskar, svu)
    assert len(many) == len(few)


MATRIX = """
verb                 nobody extern rolf vera ulla agda oskar olga karin
information          login  404    404  done done 404  422   422  422
samtycke             login  404    404  422  422  404  422   422  422
avregistrera         login  404    404  done done 404  422   422  422
fast-vardkontakt     login  404    404  422  422  404  done  done 422
ta-bort-vardkontakt  login  404    404  422  422  404  done  done 422
byt-enhet            login  404    404  422  422  404  done  done 422
ny-deltagare         login  404    404  done done 404  done  done done
ta-bort-enhet        login  404    404  done done 404  done  done done
lagg-till-roll       login  404    404  done done 404  done  done 422
ta-bort-roll         login  404    404  done done 404  done  done 422
"""
"""What each user gets for a valid form, with consent registered: done, 422 with a reason, or a stranger's answer.

Oskar and Olga belong to the same organisation as the ward, so they may change its roles."""


@pytest.mark.req("001-094", "001-105", "001-226", "001-228", "001-230")
@pytest.mark.parametrize("line", MATRIX.strip().splitlines()[1:], ids=lambda line: line.split()[0])
def test_who_may_do_what(planners: Planners, line: str) -> None:
    from django.db import transaction

    from tests.reading import Browser
    from vardtrad.planning.plan import actions
    from vardtrad.planning.svu.subject import SVU

    svu, at = Drive(planners).published().convened(), planners
    ward, karin = at.staff["vera"], at.staff["karin"]
    actions.remove_role(SVU, ward.actor, svu.key, at.ward_a, "lakare", confirmed=True)
    actions.add_unit(SVU, karin.actor, svu.key, at.home_care)
    assign(at.staff["oskar"].staff, at.rehab)
    contact = svu.plan.contacts.get().id
    verb, *expected = line.split()
    given: dict[str, dict[str, Any]] = {
        "information": {"written": "ja"},
        "fast-vardkontakt": {"person": at.staff["olga"].staff.id, "responsibility": "Dialys"},
        "ta-bort-vardkontakt": {"contact": contact},
        "byt-enhet": {"contact": contact, "unit": at.rehab.id},
        "ny-deltagare": {"unit": at.rehab.id},
        "ta-bort-enhet": {"unit": at.home_care.id},
        "lagg-till-roll": {"unit": at.ward_a.id, "role": "lakare"},
        "ta-bort-roll": {"unit": at.ward_a.id, "role": "lakare"},
    }
    if verb == "ta-bort-roll":
        actions.add_role(SVU, ward.actor, svu.key, at.ward_a, "lakare")
    answers = []
    for name in MATRIX.strip().splitlines()[0].split()[1:]:
        who = planners.staff.get(name)
        browser, base = (who.browser, who.base) if who else (Browser(), ward.base)
        before = svu.plan.version
        point = transaction.savepoint()
        data = {"submit_key": uuid4(), "steg": "inskrivning", "confirmed": "1", **given.get(verb, {})}
        status = browser.post(f"{base}svu/{svu.key}/{verb}", data).status_code
        moved = svu.plan.version > before
        transaction.savepoint_rollback(point)
        assert moved == (status == 302), name
        answers.append({302: "done", 403: "login"}.get(status, str(status)))
    assert answers == expected


@pytest.mark.req("001-076")
def test_an_old_version_shows_the_plan_as_it_was_and_no_button(svu: Drive, planners: Planners, vera: Planner) -> None:
    from django.test import RequestFactory

    from vardtrad.kernel import clock
    from vardtrad.planning.plan.queries import members_of
    from vardtrad.planning.plan.views import Opened, side
    from vardtrad.planning.svu.subject import SVU

    svu.published()
    then = clock.now()
    svu.convened().withdrawn()
    sent(vera, svu, "samtycke", confirmed="1")
    sent(vera, svu, "ny-deltagare", unit=planners.home_care.id)
    request: Any = RequestFactory().get("/")
    request.seat, request.actor = vera.seat, vera.actor
    request.session_row = SimpleNamespace(staff=vera.staff)
    offers = Offers({"add_unit": ""})
    key, nobody = svu.plan.id, frozenset[str]()
    members, earlier = members_of([key])[key], members_of([key], moment=then)[key]
    now = side(request, SVU, svu.plan, offers, Opened(), capacities=nobody, members=members)["side"]
    opened = Opened("ny-deltagare")
    old = side(request, SVU, svu.plan, NO_OFFERS, opened, capacities=nobody, members=earlier, moment=then)["side"]
    assert (len(now["members"]), len(old["members"])) == (4, 3)
    assert (len(now["contacts"]), len(old["contacts"])) == (1, 0)
    assert old["registered"].consent.at < then < now["registered"].consent.at
    assert now["may"]
    assert not old["may"]
    assert old["tree"] is None
