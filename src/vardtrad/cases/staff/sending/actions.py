"""The verbs of sending a case from a clinic. The cases themselves begin in ``cases.case.moves.sending``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from vardtrad.cases.case.models import CaseType, Service
from vardtrad.cases.case.standard_answers.models import StandardAnswer
from vardtrad.cases.staff.sending.base_templates import TEMPLATES, TEXTS
from vardtrad.cases.staff.sending.carrying_out import carry_out_now
from vardtrad.cases.staff.sending.models import Dispatch, Outcome, Recipient
from vardtrad.cases.staff.sending.queries import MOST
from vardtrad.cases.staff.sending.reach import out_of_reach
from vardtrad.cases.teams.models import Group
from vardtrad.gate import door
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.drafts import actions as drafts
from vardtrad.shared.drafts.files import Chosen
from vardtrad.shared.people.models import Person

AT_ONCE = 50
"""To how many recipients at most a text is sent while its author waits; more are left to the worker."""
SENT_KEPT = timedelta(days=21)
"""How long it is kept who got a dispatch and who did not: over Christmas and New Year, for whoever did not get it."""
UNSENT_KEPT = timedelta(days=90)


class Full(Exception):
    """There are already as many recipients as a dispatch can take."""


def _still_open(sending: Dispatch) -> None:
    """Lock a dispatch that gets another recipient. Raises Refused if it was ordered meanwhile, in another tab.

    Who came in after that would be told nothing, and nobody would know.
    """
    ordered = Dispatch.objects.select_for_update(no_key=True).filter(pk=sending.pk).values_list("ordered", flat=True)
    if ordered.get() is not None:
        raise Refused(Reason.STALE, _("Ärendet är redan skickat. Ingen mottagare lades till."))


def begin(actor: Actor, clinic: Unit, template: CaseType) -> Dispatch:
    """Begin a dispatch of a template from a clinic."""
    return Dispatch.objects.create(clinic=clinic, owner_id=actor.id, template=template, begun=clock.now())


def change_template(sending: Dispatch, template: CaseType) -> None:
    """Send another template to the same recipients."""
    Dispatch.objects.filter(pk=sending.pk, ordered__isnull=True).update(template=template)


def add(actor: Actor, sending: Dispatch, person: Person) -> bool:
    """Add a recipient, and trace who looked at whom. Returns False if the person is one already.

    Raises Full, and Refused for a dispatch that was ordered meanwhile.
    """
    door.note(actor, "add_recipient", "person", person=person.id)
    try:
        with transaction.atomic():
            _still_open(sending)
            if Recipient.objects.filter(dispatch=sending).count() >= MOST:
                raise Full
            Recipient.objects.create(dispatch=sending, person=person)
    except IntegrityError:
        return False
    return True


def remove(sending: Dispatch, recipient: UUID | None) -> None:
    """Take away one recipient, or all (None)."""
    recipients = Recipient.objects.filter(dispatch=sending, dispatch__ordered__isnull=True)
    (recipients if recipient is None else recipients.filter(pk=recipient)).delete()


def add_all(actor: Actor, sending: Dispatch, people: Sequence[Person]) -> int:
    """Add these recipients, as far as there is room, with one trace of whom it was. Returns how many are new.

    Somebody who is a recipient already stays so. Raises Refused for a dispatch that was ordered meanwhile.
    """
    with transaction.atomic():
        _still_open(sending)
        there = set(Recipient.objects.filter(dispatch=sending).values_list("person_id", flat=True))
        new = [person for person in people if person.id not in there][: max(0, MOST - len(there))]
        Recipient.objects.bulk_create([Recipient(dispatch=sending, person=person) for person in new], batch_size=1_000)
    door.listed(actor, "person", "mottagarlista", [person.id for person in people], dispatch=str(sending.id))
    return len(new)


def send(
    actor: Actor,
    sending: Dispatch,
    text: str,
    to: Staff | Group,
    *,
    chosen: Chosen | None = None,
    language: str = "sv",
    waits_for: str = "",
) -> str:
    """Send a text, with its variables unfilled, to all recipients; afterwards each has an outcome (``carrying_out``).

    A few recipients are sent to at once, many by the worker. What has been ordered already stays as it was ordered. If
    everybody is refused by the table for the same reason, nothing has been sent and the dispatch can be corrected: then
    that reason is returned, in a sentence.

    The files that were ``chosen`` go to everybody, and leave the draft with the text when all is sent. ``waits_for`` is
    what the recipients of an offer under the care guarantee wait for (a Kind of the waiting list).
    """
    now = clock.now()
    ordered = Dispatch.objects.filter(pk=sending.pk, ordered__isnull=True).update(
        text=text,
        to_staff=to if isinstance(to, Staff) else None,
        to_group=to if isinstance(to, Group) else None,
        files=[str(file) for file in chosen.ids] if chosen is not None else [],
        session=actor.session,
        language=language,
        waits_for=waits_for,
        ordered=now,
        not_before=now,
        # It may have been stopped when it was ordered before, and nothing came of that.
        stopped=None,
    )
    recipients = Recipient.objects.filter(dispatch=sending)
    if not ordered or recipients.count() > AT_ONCE:
        return ""
    carry_out_now(sending.pk)
    outcomes = list(recipients.select_related("person"))
    reasons = {(recipient.outcome, recipient.refusal) for recipient in outcomes}
    everybody = len(reasons) == 1 and {outcome for outcome, _why in reasons} == {Outcome.REFUSED}
    unreached = out_of_reach([recipient.person for recipient in outcomes], sending.clinic_id) if everybody else {}
    if not everybody or len(unreached) == len(outcomes):
        if all(recipient.outcome != Outcome.WAITING for recipient in outcomes):
            # Else a worker was quicker and sends it just now: the files are in the draft until it is done.
            drafts.forget_all([sending.id])
        return ""
    with transaction.atomic():
        Dispatch.objects.filter(pk=sending.pk).update(ordered=None, not_before=None, sent=None)
        recipients.update(outcome=Outcome.WAITING, refusal="")
    ((_outcome, sentence),) = reasons
    return sentence


def stop(sending: Dispatch) -> None:
    """Leave unsent what no worker has begun. What is done, or was never ordered, stays as it is."""
    ordered = Dispatch.objects.filter(pk=sending.pk, ordered__isnull=False, sent__isnull=True, stopped__isnull=True)
    ordered.update(stopped=clock.now())


def load_templates(actor: Actor, clinic: Unit) -> int:
    """Create the two general templates and the standard texts at a clinic; existing ones are never changed.

    Returns how many templates were new to the clinic.
    """
    new = 0
    with transaction.atomic():
        for order, delivered in enumerate(TEMPLATES):
            template, _made = CaseType.objects.get_or_create(
                code=delivered.code,
                defaults={
                    "name": delivered.name,
                    "order": 500 + order,
                    "direction": delivered.direction,
                    "instruction": delivered.instruction,
                },
            )
            new += Service.objects.get_or_create(clinic=clinic, case_type=template)[1]
        for name, text in TEXTS:
            StandardAnswer.objects.get_or_create(
                clinic=clinic, owner=None, use=StandardAnswer.Use.INFORMATION, name=name, defaults={"text": text}
            )
        if new:
            door.note(actor, "load_templates", "unit", thing=clinic.id, detail={"templates": new})
    return new


def clear_old() -> None:
    """The worker's chore: delete dispatches three weeks after sending, and unsent ones after 90 days."""
    now = clock.now()
    sent = Dispatch.objects.filter(sent__lt=now - SENT_KEPT)
    drafts.forget_all(list(sent.values_list("id", flat=True)))
    sent.delete()
    unsent = Dispatch.objects.filter(sent__isnull=True, ordered__isnull=True, begun__lt=now - UNSENT_KEPT)
    drafts.forget_all(list(unsent.values_list("id", flat=True)))
    unsent.delete()
