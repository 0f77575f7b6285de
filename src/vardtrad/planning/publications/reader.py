"""What a unit may read of a plan on paper and in a comparison, and the lines that plans of every process have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from vardtrad.planning.consent.queries import registered
from vardtrad.planning.plan import queries as planning
from vardtrad.planning.plan.lines import Line, Part
from vardtrad.planning.plan.models import Plan
from vardtrad.planning.plan.queries import Member
from vardtrad.planning.plan.rules import LIMITED, State
from vardtrad.planning.publications.queries import Published, written_by
from vardtrad.shared.care_units.rules import Party


@dataclass(frozen=True)
class Reader:
    """What a unit may read in a plan: everything or, after a refusal, what it wrote itself (design decision 7).

    ``versions`` are those up to the version being read; ``party`` is None for readers outside the plan. What the units
    in ``closed`` have written is not for the reader.
    """

    plan: Plan
    versions: Sequence[Published]
    unit: UUID
    party: Party | None
    closed: frozenset[UUID] = frozenset()

    @property
    def limited(self) -> bool:
        """Whether the patient has refused, so that the unit may read only what it wrote."""
        return self.plan.state in LIMITED

    def reads(self, step: str) -> bool:
        """Whether the unit may read the words of a step."""
        return not self.limited or written_by(self.versions, self.plan, str(step)) == self.unit

    def reads_shared(self, step: str) -> bool:
        """Whether the unit may read a step that several units write in; after a refusal, only if it alone did."""
        units = {version.unit for version in self.versions if version.part == str(step)} or {self.plan.unit_id}
        return not units & self.closed and (not self.limited or units == {self.unit})


def first_parts(reader: Reader, plan: Plan, members: Sequence[Member], moment: datetime | None) -> list[Part]:
    """What every plan has: information and consent, the participants, and the permanent care contacts."""
    return [
        Part(
            _("Information och samtycke"),
            [*_information(reader, moment), Line(_("Samtycke"), str(State(plan.state).label))],
        ),
        Part(_("Deltagare"), [Line(str(member.party.label), member.name, many=True) for member in members]),
        Part(_("Fast vårdkontakt"), _contacts(reader, moment)),
    ]


def _information(reader: Reader, moment: datetime | None) -> Iterator[Line]:
    """The lines about information, or why it was not in writing (001-085), and consent and its basis (001-093)."""
    told = registered(reader.plan.id, moment=moment)
    # As in the right field: after a refusal only the unit that leads the plan may read the reasons.
    reasons = not reader.limited or reader.unit == reader.plan.unit_id
    for label, record in ((_("Information"), told.information), (_("Senast registrerat om samtycke"), told.consent)):
        if record is None:
            continue
        words = [str(record.get_kind_display())]
        if record.responsible is not None:
            words.append(_("Ansvarig för menprövningen: %(name)s.") % {"name": record.responsible.signature})
        if record.reason and reasons:
            words.append(record.reason)
        yield Line(label, "\n".join(words), f"{record.by_name}, {record.unit_name}", record.at)


def _contacts(reader: Reader, moment: datetime | None) -> list[Line]:
    contacts = planning.contacts_of(reader.plan.id, moment=moment)
    return [
        Line(
            _("Kallelseansvarig") if contact.convener else contact.responsibility,
            f"{contact.staff.name}, {contact.unit.name}",
            contact.added_by,
            contact.added,
            many=True,
        )
        for contact in contacts
        if not reader.limited or contact.unit_id == reader.unit
    ]
