"""The discharge statement (Ställningstagande): its fields, who has attested it, and who may read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from uuid import UUID

from django.conf import settings

from vardtrad.planning.fields import queries as fields
from vardtrad.planning.fields.rules import FieldSpec
from vardtrad.planning.plan import queries as planning
from vardtrad.planning.plan.models import Confirmation, Participant
from vardtrad.planning.plan.queries import Done, Member, Reached, missing_parties, progress
from vardtrad.planning.svu.field_specs import SIP_FIELD, STATEMENT_FIELDS
from vardtrad.planning.svu.models import Statement
from vardtrad.planning.svu.rules import ALL, StatementState, Step
from vardtrad.shared.care_units.rules import Party


def round_broken_by(plan: UUID, statement: Statement | None, party: Party | None) -> int:
    """The round of attestations that an edit by this party would break for all parties (001-142); 0 for none."""
    if statement is None or party is None or statement.round == 0:
        return 0
    return statement.round if party_has_attested(plan, statement, party) else 0


def missing_of(plan: UUID, party: Party) -> list[str]:
    """The mandatory fields of the statement that a party has left empty, by their labels (001-137, 001-138)."""
    return [str(spec.label) for spec in fields.missing(statement_fields(), fields.values(plan), party)]


def is_finally_attested(plan: UUID, statement: Statement | None) -> bool:
    """Whether every participating unit of all three parties has attested this round (001-143, 001-155, 001-250)."""
    if statement is None or statement.state != StatementState.MARKED:
        return False
    done = planning.confirmed_in([plan]).get(plan, {})
    return is_attested_by_all(statement, planning.members_of([plan]).get(plan, ()), done)


def is_attested_by_all(
    statement: Statement | None,
    members: Sequence[Member],
    done: Mapping[tuple[str, int], Mapping[UUID, Done]],
) -> bool:
    """Whether these members have all attested the statement's round, by what is already known of them: no query."""
    if statement is None or statement.state != StatementState.MARKED:
        return False
    attested = done.get((Step.STATEMENT.value, statement.round), {})
    return not missing_parties(members, ALL) and all(
        party.reached is Reached.ALL for party in progress(members, attested)
    )


def party_has_attested(plan: UUID, statement: Statement, party: Party) -> bool:
    """Whether any unit of a party has attested this round, so that an edit by it breaks all attestations (001-142)."""
    units = Participant.objects.filter(plan_id=plan, removed__isnull=True, party=party).values("unit_id")
    return Confirmation.objects.filter(
        plan_id=plan, kind=Step.STATEMENT, round=statement.round, unit_id__in=units
    ).exists()


def hides_statement(party: Party | None, statement: Statement | None) -> bool:
    """Whether the statement is still hidden from a party (None for readers outside the plan; 001-146, 001-154)."""
    return party is not Party.INPATIENT and (statement is None or statement.state == StatementState.WRITING)


def told_statement(party: Party | None, statement: Statement | None) -> datetime | None:
    """Since when a party may read the statement (UTC): when the ward marked it. None for the ward, which always may."""
    return statement.marked if statement is not None and party is not Party.INPATIENT else None


@cache
def statement_fields() -> tuple[FieldSpec, ...]:
    """The fields of Ställningstagande with the region's own list for the SIP question (001-260)."""
    choices = tuple(settings.PLANNING_LISTS["sip_decision"].items())
    return tuple(replace(spec, choices=choices) if spec.path == SIP_FIELD else spec for spec in STATEMENT_FIELDS)


@cache
def statement_paths() -> frozenset[str]:
    """The paths of the statement's fields."""
    return frozenset(spec.path for spec in STATEMENT_FIELDS)
