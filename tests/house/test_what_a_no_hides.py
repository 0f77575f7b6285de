"""After a patient's no every text and person that one unit has written is out of the others' reach, by every way to it.

Each free text and each person that a plan can hold is a mark of its own, written by the product's verbs. Then every
address of the planning tool that can be opened is opened: pages, paper and PDF, versions and comparisons, histories and
values of fields, files, searches, lists, the board, and the payment basis as page and file. The addresses are those of
the product, and the columns those of its models: what is added later is looked at too, or fails a test here.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.apps import apps
from django.core import mail
from django.db import models
from pypdf import PdfReader

from tests.house.test_routes import ROUTES
from tests.pdfs import pdf
from tests.planners import Planner, Planners, employ
from tests.plans import Drive
from vardtrad.gate.models import Notification, Version
from vardtrad.kernel import clock
from vardtrad.planning.fields.rules import FieldKind
from vardtrad.planning.messages import actions as messages
from vardtrad.planning.messages.models import Message
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan import contacts
from vardtrad.planning.sip_requests.models import SipRequest
from vardtrad.planning.svu import actions, events
from vardtrad.planning.svu.field_specs import ASSESSMENT_FIELDS, STATEMENT_FIELDS
from vardtrad.planning.svu.given import AdmissionGiven, DischargeGiven, EstimateGiven, ReadyGiven
from vardtrad.planning.svu.rules import PUBLISHING
from vardtrad.planning.svu.subject import SVU
from vardtrad.shared.documents.actions import Checked

SEAT = "planer/<uuid:unit>/<slug:role>/"
PLAN = f"{SEAT}svu/<uuid:plan>/"
COLUMNS = {
    "consent_consentrecord.reason": "why the patient was not informed in writing",
    "fields_field.value": "",
    "fields_fieldedit.value": "",
    "messages_message.text": "",
    "messages_message.file_name": "",
    "planning_contact.phone_hours": "",
    "planning_contact.responsibility": "",
    "planning_event.text": "",
    "svu_admission.reason": "",
    "svu_dischargetime.reason": "",
    "svu_discharge.comment": "",
    "svu_statement.sip_answer_reason": "",
}
"""The columns with free text that a unit writes about the patient; all are marked below."""
PERSONS = {"planning_contact.staff", "svu_dischargetime.doctor"}
"""The columns with a person whom a unit names; all are marked below, and the persons of the fields too."""
OTHERS = {
    "planning_meeting.reason": "of a SIP, and marked in test_what_a_no_hides_of_sip.py",
    "planning_readinggrant.reason": "written by a reader from outside, for the log review",
    "planning_notice.title": "a general message about the system",
    "planning_notice.text": "a general message about the system",
    "consent_consentrecord.responsible": "of a harm assessment, which stands instead of a consent",
    "planning_readinggrant.responsible": "of a harm assessment from outside, for the log review",
    "planning_plan.patient": "whom the plan is about",
    "planning_searched.person": "deleted with the session",
}
SHORT = re.compile(
    r"^(kind|state|label|path|group|position|role|roles|sip_answer|ending|discharged_to|.*_by|by_name|.*unit_name|edited_unit)$"
)
"""Codes, and the names of who did something and where, which the log of a plan shows as long as it is read."""


CHANNELS = (
    "/varden", "/historik", "/version/", "/utskrift/", "/utskrift.pdf", "/versioner/?", "/idag/", "/antal/",
    "/andrade/", "/betalning/", "/betalning.csv", "/betalning.xlsx", "/meddelande/fil/", "search",
)  # fmt: skip
"""Parts of addresses that must have opened, for some unit."""
LET_THROUGH = {"hemlig-discharge-vera"}
"""The comment of the closing discharge: a refusal lets it through to the units that take part (001-090)."""


@dataclass
class Marks:
    """The marks of each unit, by its people's name in the tests: what no other unit may read after a no."""

    of: dict[str, set[str]] = field(default_factory=lambda: {"vera": set(), "oskar": set(), "karin": set()})

    def text(self, who: str, name: str) -> str:
        """A new mark of a text that somebody writes."""
        mark = f"hemlig-{name}-{who}".replace(".", "-").replace("_", "-")
        self.of[who].add(mark)
        return mark

    def person(self, who: str, planner: Planner) -> Planner:
        """A person whose family name is a mark."""
        self.of[who].add(planner.staff.family_name)
        return planner

    def others(self, who: str) -> set[str]:
        """The marks of the other units."""
        return {mark for name, marks in self.of.items() if name != who for mark in marks}


@pytest.fixture
def marks() -> Marks:
    return Marks()


@pytest.fixture
def svu(planners: Planners, marks: Marks) -> Drive:
    """A plan in which every text that can be written is a mark, and every person that can be named."""
    svu, text, today = Drive(planners), marks.text, clock.today()
    who = {"vera": svu.ward, "oskar": svu.care, "karin": svu.town}
    planning.inform(SVU, svu.ward.actor, svu.key, written=False, reason=text("vera", "inform"))
    svu.consented()
    usual = svu.given()
    given = AdmissionGiven(usual.day, usual.expected, text("vera", "admission"), confirmed=True)
    actions.publish_admission(svu.ward.actor, svu.key, given, seen=0)
    svu.acknowledged()
    actions.change_estimate(
        svu.ward.actor,
        svu.key,
        EstimateGiven(usual.expected, text("vera", "estimate")),
        seen=svu.seen("discharge_time"),
    )
    svu.assessing().stated()
    doctor = marks.person("vera", employ(planners.ward_a, "Dag", "Hemligvera", "V901", "lakare", licensed=True))
    for name, planner in who.items():
        of_party = [spec for spec in (*ASSESSMENT_FIELDS, *STATEMENT_FIELDS) if planner.seat.party in spec.parties]
        for spec in of_party:
            if (
                spec.path.startswith("stallningstagande")
                and name != "vera"
                and svu.part("statement").state == "writing"
            ):
                svu.marked()
            if spec.kind is FieldKind.TEXT:
                svu.writes(planner, spec.path, text(name, spec.path))
            elif spec.kind is FieldKind.PERSON and name == "vera":
                svu.writes(planner, spec.path, doctor.staff.hsa_id)
    svu.answers(svu.care, approves=False, reason=text("oskar", "sip"))
    for name, planner in who.items():
        checked = Checked(f"{text(name, 'file')}.pdf", "application/pdf", pdf(text(name, "content")))
        messages.write(SVU, planner.actor, svu.key, text(name, "message"), set(), document=checked)
    events.register_event(svu.ward.actor, svu.key, "leave", today, text("vera", "event"))
    events.register_event(svu.town.actor, svu.key, "care_missing", today, text("karin", "event"))
    contact = marks.person("oskar", employ(planners.health_centre, "Kim", "Hemligoskar", "V902", "sjukskoterska"))
    contacts.add_contact(
        SVU, svu.care.actor, svu.key, contact.staff, contact.unit, convener=True,
        responsibility=text("oskar", "responsibility"), phone_hours=text("oskar", "phone_hours"),
    )  # fmt: skip
    actions.declare_ready(
        svu.ward.actor, svu.key, ReadyGiven(today, doctor.staff, text("vera", "ready")), seen=svu.seen("discharge_time")
    )
    leaving = DischargeGiven(today, "discharge", "ordinart", text("vera", "discharge"), confirmed=True)
    actions.discharge(svu.ward.actor, svu.key, leaving, seen=svu.seen("discharge"))
    return svu.undone()


def addresses(svu: Drive, who: Planner) -> Iterator[str]:
    """Every address under somebody's seat that a plan or a patient leads to, with what can be asked for in it."""
    versions = list(Version.objects.filter(key=svu.key, move__in=PUBLISHING).order_by("number"))
    known: dict[str, list[object]] = {
        "plan": [svu.key], "person": [svu.plan.patient.id],
        "document": list(Message.objects.exclude(document=None).values_list("document", flat=True)),
        # What a person has asked of one unit is no part of a plan, and only that unit reads it.
        "asked": list(SipRequest.objects.filter(patient=svu.plan.patient).values_list("id", flat=True)),
    }  # fmt: skip
    asked = {
        SEAT: [f"?visa={svu.key}", "?sok=hemlig"],
        f"{SEAT}andrade/": ["?sedan=1"],
        f"{PLAN}versioner/": [f"?fran={a}&till={b}" for b in range(2, len(versions) + 1) for a in (1, b - 1)],
        f"{PLAN}falt/kartlaggning/historik": [f"?falt={spec.path}" for spec in ASSESSMENT_FIELDS],
        f"{PLAN}falt/stallningstagande/historik": [f"?falt={spec.path}" for spec in STATEMENT_FIELDS],
    }
    for path, _route in ROUTES:
        # The directory knows no patient, and statistics only numbers of at least five.
        if not path.startswith(SEAT) or path == f"{SEAT}personal/" or path.startswith(f"{SEAT}sip-statistik/"):
            continue
        rest = path.removeprefix(SEAT)
        names = re.findall(r"<\w+:(\w+)>", rest)
        filled = [rest]
        if path == f"{PLAN}version/<uuid:version>/utskrift.pdf":
            known["version"] = [versions[-1].id]  # drawn from the page beside it, and slowly
        else:
            known["version"] = [version.id for version in versions]
        for name in names:
            filled = [one.replace(f"<uuid:{name}>", str(value)) for one in filled for value in known[name]]
        for one in filled:
            yield from (f"{who.base}{one}{ask}" for ask in ["", *asked.get(path, [])])


def words_of(body: bytes, kind: str) -> str:
    """What a reader finds in an answer of this content type."""
    if kind.startswith("application/pdf"):
        pages = PdfReader(io.BytesIO(body)).pages
        return re.sub(r"\s+", "", "".join(page.extract_text() for page in pages))
    if "spreadsheet" in kind:
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return "".join(book.read(name).decode(errors="replace") for name in book.namelist())
    return html.unescape(body.decode(errors="replace"))


def read(svu: Drive, who: Planner) -> dict[str, str]:
    """What somebody reads at each address that opens, in a search, and in the notices and mails of the plan."""
    pages: dict[str, str] = {}
    for address in addresses(svu, who):
        answer = who.browser.get(address, headers={"Accept": "text/html, application/json"})
        if answer.status_code == 200:
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            pages[address] = words_of(body, answer.headers.get("Content-Type", ""))
    search = who.browser.send(f"{who.base}sok/", {"number": svu.plan.patient.identity})
    pages["search"] = search.html
    pages["notices"] = "".join(str(notice.__dict__) for notice in Notification.objects.filter(key=svu.key))
    pages["mails"] = "".join(f"{message.subject} {message.body}" for message in mail.outbox)
    return pages


def shown(pages: dict[str, str], wanted: set[str]) -> dict[str, list[str]]:
    """For each mark that is shown anywhere: where."""
    where = {mark: [address for address, text in pages.items() if mark in text] for mark in wanted}
    return {mark: places for mark, places in where.items() if places}


def test_before_a_no_the_others_read_it(svu: Drive, marks: Marks) -> None:
    """So the marks are looked for where they can be seen."""
    seen: set[str] = set()
    for name, who in (("vera", svu.ward), ("oskar", svu.care), ("karin", svu.town)):
        seen |= shown(read(svu, who), marks.others(name)).keys()
    assert marks.others("") - seen <= {"hemlig-inform-vera"}


@pytest.mark.req("001-090", "001-094")
@pytest.mark.parametrize("no", ["withdrawn", "refused"])
def test_after_a_no_nobody_reads_what_others_wrote(svu: Drive, marks: Marks, no: str) -> None:
    svu.withdrawn()
    if no == "refused":
        svu.refused()
    opened: set[str] = set()
    for name, who in (("vera", svu.ward), ("oskar", svu.care), ("karin", svu.town)):
        pages = read(svu, who)
        assert shown(pages, marks.others(name)).keys() <= LET_THROUGH, name
        assert shown(pages, marks.of[name]), f"what {name} wrote is still read by {name}"
        opened |= pages.keys()
    for part in CHANNELS:
        assert any(part in address for address in opened), f"{part} is not looked at"


def test_every_column_with_text_or_a_person_is_marked() -> None:
    texts, persons = set(), set()
    for label in ("planning", "svu", "fields", "messages", "consent"):
        for model in apps.get_app_config(label).get_models():
            for column in model._meta.fields:
                name = f"{model._meta.db_table}.{column.name}"
                if isinstance(column, models.TextField | models.CharField) and not column.choices:
                    if not SHORT.match(column.name):
                        texts.add(name)
                elif isinstance(column, models.ForeignKey) and column.related_model.__name__ in {"Staff", "Person"}:
                    persons.add(name)
    assert texts | persons == COLUMNS.keys() | PERSONS | OTHERS.keys()
