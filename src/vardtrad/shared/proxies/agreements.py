"""A clinic's decision that a guardian goes on reading for somebody of 13 to 15, and the young person's no (B-21)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from vardtrad.gate import settings_door
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.swedish import alphabetical
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.shared.care_units.actions import CLINIC_SETTINGS
from vardtrad.shared.people.models import Person
from vardtrad.shared.proxies.actions import OWN_LINKS, in_own_matters
from vardtrad.shared.proxies.models import Agreement
from vardtrad.shared.proxies.queries import could_agree, in_force
from vardtrad.shared.proxies.rules import OWN_ALONE

LABEL = "agreement"


def decide(
    actor: Actor, child: Person | None, guardian: Person | None, *, reason: str, decided_by: str, last: date
) -> Agreement:
    """Let a guardian go on reading the young person's cases at the actor's clinic, to a last day. Raises Refused.

    One and the same sentence for a number that nobody has, somebody who is no guardian, another age, and anybody
    protected; another for the day, and for a young person who has said no.
    """
    with settings_door.change(CLINIC_SETTINGS, actor, "decide_agreement", LABEL) as change:
        change.person = child.id if child is not None else None
        if child is None or guardian is None or not could_agree(guardian, child):
            raise Refused(Reason.NEED, _refusal())
        if not clock.today() <= last < _sixteenth_birthday(child):
            raise Refused(Reason.NEED, _("Välj en dag från och med i dag och före 16-årsdagen."))
        objected = Agreement.objects.filter(child=child, guardian=guardian, clinic=actor.here, objected__isnull=False)
        if objected.exists():
            raise Refused(Reason.NEED, _("Den unga har sagt nej. Bara hen kan ta tillbaka det, under Fullmakter."))
        agreement = Agreement.objects.create(
            clinic_id=actor.here,
            child=child,
            guardian=guardian,
            reason=reason,
            decided_by=decided_by,
            made=clock.now(),
            made_by_id=actor.id,
            last=last,
        )
        change.thing = agreement.id
        change.detail = {"guardian": str(guardian.id), "last": last.isoformat()}
    return agreement


def revoke(actor: Actor, agreement: UUID) -> None:
    """Take a decision back: the guardian reads nothing from the next click. Raises Refused."""
    with settings_door.change(CLINIC_SETTINGS, actor, "revoke_agreement", LABEL, thing=agreement) as change:
        row = Agreement.objects.filter(pk=agreement, clinic=actor.here, ended=None).first()
        if row is None:
            raise not_there()
        change.person = row.child_id
        Agreement.objects.filter(pk=row.pk).update(ended=clock.now())


def answer(actor: Actor, agreement: UUID, *, no: bool) -> bool:
    """The young person says no, which holds at once, or takes the no back; whether the guardian can read after that.

    Raises Refused: not one's own and none.
    """
    in_own_matters(actor)
    action = "object_to_agreement" if no else "accept_agreement"
    with settings_door.change(OWN_LINKS, actor, action, LABEL, thing=agreement) as change:
        change.person = actor.id
        if not Agreement.objects.filter(pk=agreement, child=actor.id).update(objected=clock.now() if no else None):
            raise not_there()
    return in_force().filter(pk=agreement).exists()


def of_clinic(clinic: UUID) -> list[Agreement]:
    """The clinic's decisions that nobody has taken back, by the young person's name; also those past."""
    rows = Agreement.objects.select_related("child", "guardian", "made_by").filter(clinic=clinic, ended=None)
    return sorted(rows, key=lambda row: alphabetical(row.child.name))


def about(child: Person) -> list[Agreement]:
    """The decisions about a young person that hold, and until the 16th birthday those that the person said no to.

    A no outlives its decision: the clinic cannot decide the same again, and only the person can take the no back.
    """
    shown = Q(ended=None, last__gte=clock.today())
    if child.age is not None and child.age < OWN_ALONE:
        shown |= Q(objected__isnull=False)
    rows = Agreement.objects.select_related("clinic", "guardian").filter(shown, child=child)
    return list(rows.order_by("made"))


def _refusal() -> str:
    return _(
        "Det går inte att besluta om dem. Den unga ska vara 13 till 15 år, den vuxna ska vara vårdnadshavare enligt "
        "folkbokföringen, och varken den unga eller någon vårdnadshavare får ha skyddade personuppgifter."
    )


def _sixteenth_birthday(child: Person) -> date:
    """The day on which the young person turns 16, Swedish time; 28 February for who is born on the 29th."""
    born = child.number.birth_date
    if born is None:
        raise ValueError("somebody of a known age has a date of birth")
    try:
        return born.replace(year=born.year + OWN_ALONE)
    except ValueError:
        return date(born.year + OWN_ALONE, 2, 28)
