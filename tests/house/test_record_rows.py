"""What is written in a record stays: no row of it can be removed, and only what is marked afterwards can be changed."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from psycopg.errors import InsufficientPrivilege

from tests.planners import Planners
from tests.plans import Drive
from vardtrad.config import check
from vardtrad.gate.door import versions
from vardtrad.gate.models import AppendOnly, Kept, Movable, Part, Version
from vardtrad.planning.fields.models import Field
from vardtrad.planning.messages import actions as messages
from vardtrad.planning.messages.models import Message
from vardtrad.planning.plan.models import Contact, Participant
from vardtrad.planning.svu.subject import SVU

RECORDS = ("planning", "svu", "fields", "messages", "consent", "cases")
WORK_DATA = {
    # Settings and what expires by itself: nothing of a patient's record.
    "planning_notice": "general messages about the system",
    "planning_searched": "deleted with the session",
    "fields_writing": "a hint that expires by itself",
    "cases_casetype": "settings",
    "cases_service": "settings",
    "cases_clinicpolicy": "settings",
    "cases_approvedcontact": "settings; each change leaves a trace",
    "cases_casewords": "an index over what is kept elsewhere, and how it begins",
    "cases_casedays": "read from the thread for statistics; each count is tested against it",
}


@pytest.mark.parametrize("label", RECORDS)
def test_every_table_of_a_record_keeps_its_rows(label: str) -> None:
    loose = {
        model._meta.db_table
        for model in apps.get_app_config(label).get_models()
        if not issubclass(model, AppendOnly | Kept | Movable | Part)
    }
    assert loose <= set(WORK_DATA)


def refuses(statement: str) -> None:
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert isinstance(caught.value.__cause__, InsufficientPrivilege), caught.value


def kept() -> list[type[Kept]]:
    return [model for model in apps.get_models() if issubclass(model, Kept)]


@pytest.fixture
def svu(planners: Planners) -> Drive:
    """A plan with a row in every kept table of planning."""
    svu = Drive(planners).published().convened().assessing().stated()
    svu.messaged(svu.care)
    return svu


def test_the_application_removes_and_changes_none_of_it(svu: Drive) -> None:
    for model in kept():
        table = model._meta.db_table
        refuses(f'DELETE FROM "{table}"')
        for column in model._meta.concrete_fields:
            if column.name in model.may_change or not model._default_manager.exists():
                continue
            if isinstance(column, models.CharField | models.TextField):
                refuses(f'UPDATE "{table}" SET "{column.column}" = "{column.column}" || \'x\'')
            elif isinstance(column, models.DateTimeField):
                refuses(f'UPDATE "{table}" SET "{column.column}" = now() - interval \'1 year\'')
    assert {model for model in kept() if model._default_manager.exists()} == {Message, Field, Participant, Contact}


def test_what_is_marked_afterwards_can_be_marked(svu: Drive) -> None:
    messages.annul(SVU, svu.care.actor, svu.key, Message.objects.get().id)
    assert Message.objects.get().annulled is not None


def test_a_field_value_that_was_changed_beside_the_door_is_named(svu: Drive) -> None:
    assert check._altered_fields() == []
    Field.objects.filter(path="stallningstagande.yttrande").update(value="Något annat")
    assert check._altered_fields() == [
        "1 fältvärden i planer skiljer sig från sin egen historik: de har ändrats förbi Vårdtråd."
    ]


def test_versions_that_hold_are_not_named(svu: Drive) -> None:
    assert Version.objects.filter(key=svu.key).count() > 3
    assert not Version.objects.filter(seal=None).exists()
    assert list(versions.verify()) == []
