"""The page of an SVU: events, who may do what, and what opening it leaves behind."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.plans import Drive
from vardtrad.gate.models import Trace
from vardtrad.planning.plan.models import Event
from vardtrad.planning.svu.tests.steps import iso, page


@pytest.mark.req("B-25")
def test_events_are_read_by_all_in_order_and_each_party_registers_its_own(planners):
    svu = Drive(planners).published()
    form = page(svu.ward, svu, "inskrivning", "handelse")
    form.press("Registrera", kind="leave", day=iso(0), text="Hemma över natten.")
    page(svu.ward, svu, "tid", "handelse").press("Registrera", kind="return", day=iso(0), text="Åter klockan nio.")
    seen = page(svu.town, svu, "tid")
    items = [li.text for li in seen.root.one("section", id="handelser").all("li")]
    assert [item.partition(" ")[0] for item in items] == ["Permission", "Åter"]
    assert "Hemma över natten." in items[0]
    offered = [
        option.text for option in page(svu.town, svu, "tid", "handelse").main.one("select", name="kind").all("option")
    ]
    assert offered == [
        "Välj",
        "Öppenvårdens insatser saknas",
        "Öppenvårdens insatser är på plats",
        "Placerad av annan kommun",
    ]


@pytest.mark.req("B-25")
def test_a_deceased_patients_pages_say_so(planners):
    svu = Drive(planners).published()
    back = page(svu.ward, svu, "tid", "handelse").press("Registrera", kind="deceased", day=iso(1), text="Avled.")
    assert "Datumet kan inte vara i framtiden." in back.text
    back.press("Registrera", day=iso(0)).press("Registrera som avliden")
    for who in (svu.ward, svu.care):
        for step in ("inskrivning", "tid", "utskrivning"):
            assert "Patienten avled" in page(who, svu, step).main.text


@pytest.mark.req("B-25")
def test_after_a_refusal_others_read_that_something_happened_but_not_what_was_written(planners):
    svu = Drive(planners).published()
    page(svu.ward, svu, "tid", "handelse").press("Registrera", kind="transfer", day=iso(0), text="Till kirurgen.")
    svu.withdrawn()
    seen = page(svu.care, svu, "tid").main.text
    assert "Överflyttad" in seen
    assert "kirurgen" not in seen


def test_an_event_without_a_text_is_refused(planners):
    svu = Drive(planners).published()
    back = page(svu.ward, svu, "tid", "handelse").press("Registrera", kind="leave", day=iso(0), text="  ")
    assert back.status == 422
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("where", "data"),
    [
        ("spara/inskrivning", {"day": "2026-11-01", "expected": "2026-11-30", "reason": "X", "gor": "ratta"}),
        ("spara/tid", {"kind": "beraknad", "day": "2026-12-01", "reason": "X"}),
        ("spara/utskrivning", {"day": "2026-11-20", "ending": "early", "gor": "anda"}),
        ("handelse", {"kind": "leave", "day": "2026-11-20", "text": "X"}),
        ("ta-bort", {}),
    ],
)
@pytest.mark.req("001-098")
def test_the_wards_verbs_are_for_the_ward_only(planners, where, data):
    svu = Drive(planners).published()
    before = svu.plan.version
    sent = {"steg": "tid", "submit_key": str(uuid4()), "seen": "1"} | data
    assert svu.care.browser.send(f"{svu.care.base}svu/{svu.key}/{where}", sent).status == 422
    extern = planners.staff["extern"]
    assert extern.browser.send(f"{extern.base}svu/{svu.key}/{where}", sent).status == 404
    assert svu.plan.version == before


def test_opening_a_plan_leaves_a_trace(planners):
    svu = Drive(planners).published()
    page(svu.care, svu)
    trace = Trace.objects.filter(action="read", key=svu.key).latest("at")
    assert (trace.actor_id, trace.person_id) == (svu.care.staff.id, svu.plan.patient_id)


def test_the_addresses_contain_no_personal_number(planners):
    svu = Drive(planners).published()
    opened = page(svu.ward, svu)
    assert not [a for a in opened.root.all("a") if "9228" in a.attrs.get("href", "")]
    assert "9228" not in opened.title
