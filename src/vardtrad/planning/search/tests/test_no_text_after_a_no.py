"""After a refusal no free text reaches who reads from outside, on any page of the plan and in any column (B 22)."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver
from pypdf import PdfReader

from tests.planners import Planner, Planners
from tests.plans import Drive
from vardtrad.kernel import clock
from vardtrad.planning.consent.rules import Basis
from vardtrad.planning.fields.rules import FieldKind
from vardtrad.planning.messages import actions as messages
from vardtrad.planning.messages.models import Message
from vardtrad.planning.plan import actions as planning
from vardtrad.planning.plan import contacts
from vardtrad.planning.plan.reading import Reading, open_for_reading
from vardtrad.planning.svu import actions
from vardtrad.planning.svu.field_specs import ASSESSMENT_FIELDS
from vardtrad.planning.svu.given import DischargeGiven
from vardtrad.planning.svu.queries import published
from vardtrad.planning.svu.statement import statement_fields
from vardtrad.planning.svu.subject import SVU
from vardtrad.shared.documents.actions import Checked
from vardtrad.shared.login.models import Session

SECRET = "hemligheten"
NO_TEXT = {
    # Who did something, and where: names of staff and units, not words about the patient.
    *("by_name", "unit_name", "added_by", "removed_by", "published_by", "edited_by", "edited_unit", "broken_by"),
    *("marked_by", "sip_answer_by", "annulled_by", "undone_by", "written_by", "saved_by"),
    # Codes of the product.
    *("label", "kind", "state", "path", "role", "discharged_to", "move", "sip_answer", "ending"),
    # The name of a group of rows, and the key by which a row is sorted (kernel.positions).
    *("group", "position"),
    # What belongs to a SIP (tests/house/test_what_a_no_hides_of_sip.py).
    *("planning_meeting.reason", "planning_meeting.called_by", "planning_meeting.ended_by"),
    # What the own reader wrote when reading, and general messages about the system.
    *("planning_readinggrant.reason", "planning_notice.title", "planning_notice.text"),
}
ROOMS = ("consent", "planning", "svu", "fields", "messages")


def text_columns() -> list[models.Field]:
    """The columns of the plan's rooms in which somebody writes freely."""
    return [
        column
        for label in ROOMS
        for model in apps.get_app_config(label).get_models()
        for column in model._meta.concrete_fields
        if isinstance(column, models.CharField | models.TextField)
        and not column.choices
        and not column.primary_key
        and column.name not in NO_TEXT
        and f"{model._meta.db_table}.{column.name}" not in NO_TEXT
    ]


def written_everywhere(planners: Planners) -> Drive:
    """A plan in which every party has written SECRET wherever it can, discharged after the patient's no."""
    svu = Drive(planners)
    planning.inform(SVU, svu.ward.actor, svu.key, written=False, reason=SECRET)
    svu.consented().published(day=clock.today(), expected=clock.today(), reason=SECRET)
    svu.estimated(reason=SECRET).ready(reason=SECRET).assessing()
    for who in (svu.ward, svu.care, svu.town):
        texts = [
            spec.path for spec in ASSESSMENT_FIELDS if spec.kind is FieldKind.TEXT and who.seat.party in spec.parties
        ]
        svu.fills(who, dict.fromkeys(texts, SECRET))
    svu.stated().writes(svu.ward, "stallningstagande.yttrande", SECRET).marked()
    svu.writes(svu.care, "stallningstagande.ansvar_oppenvard", SECRET)
    svu.writes(svu.town, "stallningstagande.insatser_kommun", SECRET)
    svu.answers(svu.care, approves=False, reason=SECRET)
    contacts.add_contact(
        SVU, svu.care.actor, svu.key, svu.care.staff, svu.care.unit, convener=False, responsibility=SECRET,
        phone_hours=SECRET,
    )  # fmt: skip
    file = Checked(f"{SECRET}.png", "image/png", b"\x89PNG")
    messages.write(SVU, svu.care.actor, svu.key, SECRET, {svu.ward.unit.id}, document=file)
    svu.happened("leave", SECRET)
    svu.withdrawn().refused()
    given = DischargeGiven(clock.today(), "discharge", "ordinart", comment=SECRET, confirmed=True)
    actions.discharge(svu.ward.actor, svu.key, given, seen=svu.seen("discharge"))
    return svu


def pages_of(svu: Drive, who: Planner) -> list[str]:
    """Every address of the plan that can be asked for, for a seat."""
    fields = [spec.path for spec in [*ASSESSMENT_FIELDS, *statement_fields()]]
    versions = [version.id for version in published(svu.key)]
    addresses = []
    for path in patterns(get_resolver()):
        if "<uuid:plan>" not in path or not path.startswith("planer/") or "/las/" in path:
            continue
        at = path.replace("<uuid:unit>", str(who.unit.id)).replace("<slug:role>", who.role)
        at = "/" + at.replace("<uuid:plan>", str(svu.key))
        more = [at.replace("<uuid:version>", str(version)) for version in versions] if "<uuid:version>" in at else [at]
        files = Message.objects.exclude(document=None).values_list("document", flat=True)
        more = [each.replace("<uuid:document>", str(file)) for each in more for file in files]
        more += [f"{at}?falt={field}" for field in fields] if at.endswith("historik") else []
        more += [f"{at}?fran={a}&till={len(versions)}" for a in range(1, len(versions))] if "versioner" in at else []
        addresses += more
    return addresses


def patterns(resolver: URLResolver, before: str = "") -> list[str]:
    """Every address of the product."""
    found: list[str] = []
    for part in resolver.url_patterns:
        path = before + str(part.pattern)
        found += (
            patterns(part, path) if isinstance(part, URLResolver) else [path] if isinstance(part, URLPattern) else []
        )
    return found


def words_of(response: object) -> str:
    """What a reader sees: the text of a PDF, or the page."""
    content = b"".join(response) if getattr(response, "streaming", False) else response.content  # type: ignore[attr-defined,call-overload]
    if response.headers.get("Content-Type", "").startswith("application/pdf"):  # type: ignore[attr-defined]
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return content.decode("utf-8", "replace") + str(response.headers)  # type: ignore[attr-defined]


@pytest.mark.req("001-090")
def test_no_free_text_reaches_a_reader_from_outside(planners: Planners, extern: Planner) -> None:
    svu = written_everywhere(planners)
    extern.browser.open(extern.base)
    actor = replace(extern.actor, session=Session.objects.get(staff=extern.staff).id)
    given = Reading(
        Basis.CONSENT, confirmed=True, relation=True, matters=True, reason="Muntligt.", consented=clock.today()
    )
    open_for_reading(SVU, actor, svu.key, given)
    read = 0
    for address in pages_of(svu, extern):
        response = extern.browser.get(address)
        assert SECRET not in words_of(response), address
        read += response.status_code == 200
    assert read > 20
    # A participant reads the comment of the discharge, which a refusal lets through.
    assert SECRET in words_of(svu.care.browser.get(f"{svu.care.base}svu/{svu.key}/utskrivning/"))


def test_every_column_of_free_text_is_written_in(planners: Planners) -> None:
    """So that a new column of free text is tried by the test above, or named in NO_TEXT."""
    written_everywhere(planners)
    unwritten = {
        f"{column.model._meta.db_table}.{column.name}"
        for column in text_columns()
        if not column.model._default_manager.filter(**{f"{column.name}__contains": SECRET}).exists()
    }
    assert unwritten == set()
