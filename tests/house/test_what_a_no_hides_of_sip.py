"""After a patient's no every text and person of one unit in a SIP is out of the others' reach, at every address.

As ``test_what_a_no_hides.py`` does for an SVU: each free text and person is a mark of its own, written by the product's
verbs, and every address of the SIP and of the seat that can be opened is opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time, timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.db import models

from tests.house.test_routes import ROUTES
from tests.house.test_what_a_no_hides import SEAT, SHORT, Marks, shown, words_of
from tests.pdfs import pdf
from tests.planners import Planner, Planners, employ
from tests.sips import SipDrive
from vardtrad.gate.models import Notification, Version
from vardtrad.kernel import clock
from vardtrad.planning.fields.rules import FieldKind
from vardtrad.planning.messages import actions as messages
from vardtrad.planning.messages.models import Message
from vardtrad.planning.plan import contacts
from vardtrad.planning.sip import actions, calling, other_plans
from vardtrad.planning.sip.assessment_fields import ASSESSMENT_FIELDS
from vardtrad.planning.sip.field_specs import ACTIVITIES, NO_MEASURES, PLAN_FIELDS, SUB_GOALS, measures_path
from vardtrad.planning.sip.rules import PUBLISHING
from vardtrad.planning.sip.subject import SIP
from vardtrad.shared.documents.actions import Checked

PLAN = f"{SEAT}sip/<uuid:plan>/"
COLUMNS = {
    "planning_meeting.reason",
    *(f"sip_call.{name}" for name in ("initiator_name", "initiator_relation", "reason", "other", "place")),
    *("sip_call.language", "sip_call.moved_why", "sip_careplan.updated_why", "sip_timeproposal.text"),
    *("sip_ending.reason", "sip_otherplan.holder", "sip_guest.why"),
}
"""The columns of a SIP with free text that a unit writes; all are marked below."""
PERSONS = {"sip_coordinator.staff", "sip_guest.person"}
"""The columns with a person whom a unit names; all are marked below, and the permanent care contact too."""
OTHERS = {
    "sip_call.initiator": "a code of the region's list",
    "sip_personsword.text": "the person's own words, which no unit reads after a no (the test below)",
    "sip_personsword.ground": "a code",
    "sip_guestword.text": "a guest's own words, which no unit reads after a no (planning/sip/tests/test_guests.py)",
    "sip_guestword.status": "a code of the region's list",
}


@pytest.fixture
def marks() -> Marks:
    return Marks()


@pytest.fixture
def sip(planners: Planners, marks: Marks) -> SipDrive:
    """A SIP in which every text that can be written is a mark."""
    sip, text = SipDrive(planners), marks.text
    who = {"oskar": sip.care, "karin": sip.town}

    def words_of_call(name: str, at: str) -> dict[str, object]:
        columns = ("initiator_name", "initiator_relation", "reason", "other", "place", "language")
        return {column: text(name, f"{at}-{column}") for column in columns} | {"interpreter": True}

    sip.called(**words_of_call("oskar", "first"))
    calling.cancel_meeting(sip.town.actor, sip.key, text("karin", "cancelled"), seen=sip.seen("call"))
    sip.called(sip.town, **words_of_call("karin", "second"))
    moved = sip.call(**words_of_call("karin", "moved"), why=text("karin", "why"))
    calling.move_meeting(sip.town.actor, sip.key, moved, seen=sip.seen("call"))
    another_day = clock.today() + timedelta(days=9)
    calling.propose_time(sip.town.actor, sip.key, another_day, time(10), text("karin", "proposal"))
    actions.start_assessment(sip.care.actor, sip.key)
    contact = marks.person("oskar", employ(planners.health_centre, "Kim", "Hemligkim", "V902", "sjukskoterska"))
    contacts.add_contact(
        SIP, sip.care.actor, sip.key, contact.staff, contact.unit, convener=True,
        responsibility=text("oskar", "responsibility"), phone_hours=text("oskar", "phone_hours"),
    )  # fmt: skip
    leads = marks.person("oskar", employ(planners.health_centre, "Lo", "Hemliglo", "V903", "samordnare"))
    actions.set_coordinator(sip.care.actor, sip.key, leads.staff, leads.unit)
    for fields in (ASSESSMENT_FIELDS, PLAN_FIELDS):
        for number, spec in enumerate(spec for spec in fields if spec.kind is FieldKind.TEXT):
            name = ("oskar", "karin")[number % 2]
            sip.writes(who[name], spec.path, text(name, spec.path))
    for name, planner in who.items():
        sip.writes(planner, measures_path(planner.unit.id), NO_MEASURES)
        goal = sip.adds(planner, SUB_GOALS, rubrik=text(name, "goal"), enhet=str(planner.unit.id))
        sip.adds(planner, ACTIVITIES, under=goal, rubrik=text(name, "activity"))
        checked = Checked(f"{text(name, 'file')}.pdf", "application/pdf", pdf(text(name, "content")))
        messages.write(SIP, planner.actor, sip.key, text(name, "message"), set(), document=checked)
    other_plans.note_other_plan(sip.town.actor, sip.key, "lss", clock.today(), text("karin", "holder"))
    olof = sip.planners.patients["olof"]
    sip.invites(olof, sip.town, role=text("karin", "guest-role"), why=text("karin", "guest-why"))
    marks.of["karin"].add(olof.family_name)
    return sip.approving().updated(text("oskar", "updated"))


def addresses(sip: SipDrive, who: Planner) -> Iterator[str]:
    """Every address of the plan under somebody's seat, with what can be asked for in it."""
    versions = list(Version.objects.filter(key=sip.key, move__in=PUBLISHING).order_by("number"))
    known: dict[str, list[object]] = {
        "plan": [sip.key], "version": [version.id for version in versions],
        "document": list(Message.objects.exclude(document=None).values_list("document", flat=True)),
    }  # fmt: skip
    asked = {
        f"{PLAN}versioner/": [f"?fran={a}&till={b}" for b in range(2, len(versions) + 1) for a in range(1, b)],
        f"{PLAN}falt/kartlaggning/historik": [f"?falt={spec.path}" for spec in ASSESSMENT_FIELDS],
        f"{PLAN}falt/plan/historik": [f"?falt={spec.path}" for spec in PLAN_FIELDS],
    }
    for path, _route in ROUTES:
        names = re.findall(r"<\w+:(\w+)>", path.removeprefix(PLAN))
        if not path.startswith(PLAN) or path.endswith("utskrift.pdf") or not set(names) <= known.keys():
            continue
        filled = [path.removeprefix("planer/<uuid:unit>/<slug:role>/")]
        for name in ("plan", *names):
            filled = [each.replace(f"<uuid:{name}>", str(value)) for each in filled for value in known[name]]
        for each in filled:
            yield from (f"{who.base}{each}{ask}" for ask in ["", *asked.get(path, [])])
    # The start page and the lists of the seat, and what stands unfolded on them.
    for path, _route in ROUTES:
        if path.startswith(SEAT) and "<" not in path.removeprefix(SEAT) and path != f"{SEAT}personal/":
            asks = {SEAT: ["", f"?visa={sip.key}", "?sok=hemlig"], f"{SEAT}andrade/": ["?sedan=1"]}.get(path, [""])
            yield from (f"{who.base}{path.removeprefix(SEAT)}{ask}" for ask in asks)


def read(sip: SipDrive, who: Planner) -> dict[str, str]:
    """What somebody reads at each address that opens."""
    pages: dict[str, str] = {}
    for address in addresses(sip, who):
        answer = who.browser.get(address, headers={"Accept": "text/html, application/json"})
        if answer.status_code == 200:
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            pages[address] = words_of(body, answer.headers.get("Content-Type", ""))
    pages["search"] = who.browser.send(f"{who.base}sok/", {"number": sip.plan.patient.identity}).html
    pages["notices"] = "".join(str(notice.__dict__) for notice in Notification.objects.filter(key=sip.key))
    pages["mails"] = "".join(f"{message.subject} {message.body}" for message in mail.outbox)
    return pages


def test_before_a_no_the_others_read_it(sip: SipDrive, marks: Marks) -> None:
    """So the marks are looked for where they can be seen."""
    seen: set[str] = set()
    for name, who in (("oskar", sip.care), ("karin", sip.town)):
        seen |= shown(read(sip, who), marks.others(name)).keys()
    assert marks.others("") - seen == set()


@pytest.mark.req("001-090", "001-094")
@pytest.mark.parametrize("no", ["withdrawn", "refused"])
def test_after_a_no_nobody_reads_what_others_wrote(sip: SipDrive, marks: Marks, no: str) -> None:
    sip.withdrawn()
    if no == "refused":
        sip.refused()
    actions.end(sip.town.actor, sip.key, marks.text("karin", "ended"), confirmed=True)
    for name, who in (("oskar", sip.care), ("karin", sip.town)):
        pages = read(sip, who)
        assert shown(pages, marks.others(name)) == {}, name
        assert shown(pages, marks.of[name]), f"what {name} wrote is still read by {name}"


def test_every_column_with_text_or_a_person_is_marked() -> None:
    columns = [
        (f"{model._meta.db_table}.{column.name}", column)
        for model in apps.get_app_config("sip").get_models()
        for column in model._meta.fields
    ]
    texts = {
        name
        for name, column in columns
        if isinstance(column, models.TextField | models.CharField) and not column.choices
        if not SHORT.match(column.name)
    }
    assert texts | {"planning_meeting.reason"} == COLUMNS | OTHERS.keys()
    named = {
        name
        for name, column in columns
        if isinstance(column, models.ForeignKey) and column.related_model.__name__ in {"Staff", "Person"}
    }
    assert named == PERSONS
