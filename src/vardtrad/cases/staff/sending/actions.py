"""The verbs of sending a case from a clinic. The cases themselves begin in ``cases.case.moves.sending``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from vardtrad.cases.case.models import Case, CaseType, Service
from vardtrad.cases.case.moves.sending import Outgoing, send_out
from vardtrad.cases.case.policy import policy_of
from vardtrad.cases.case.standard_answers.models import StandardAnswer
from vardtrad.cases.case.standard_text import blanks, fill
from vardtrad.cases.staff.sending.base_templates import TEMPLATES, TEXTS
from vardtrad.cases.staff.sending.models import Dispatch, Recipient
from vardtrad.cases.staff.sending.queries import MOST, out_of_reach
from vardtrad.cases.teams.models import Group
from vardtrad.gate import door
from vardtrad.gate.sets import update_set
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.swedish import composed
from vardtrad.kernel.tables import Refused
from vardtrad.shared.care_units.models import Staff, Unit
from vardtrad.shared.drafts import actions as drafts
from vardtrad.shared.drafts.files import Chosen
from vardtrad.shared.people.models import Person

SENT_KEPT = timedelta(days=1)
UNSENT_KEPT = timedelta(days=90)


class Full(Exception):
    """There are already as many recipients as a dispatch can take."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a dispatch: how many got it, how many did not, and why nobody did if all had the same reason."""

    sent: int
    refused: int
    sentence: str = ""


def begin(actor: Actor, clinic: Unit, template: CaseType) -> Dispatch:
    """Begin a dispatch of a template from a clinic."""
    return Dispatch.objects.create(clinic=clinic, owner_id=actor.id, template=template, begun=clock.now())


def change_template(sending: Dispatch, template: CaseType) -> None:
    """Send another template to the same recipients."""
    Dispatch.objects.filter(pk=sending.pk, sent__isnull=True).update(template=template)


def add(actor: Actor, sending: Dispatch, person: Person) -> bool:
    """Add a recipient, and trace who looked at whom. Returns False if the person is one already. Raises Full."""
    door.note(actor, "add_recipient", "person", person=person.id)
    if Recipient.objects.filter(dispatch=sending).count() >= MOST:
        raise Full
    try:
        with transaction.atomic():
            Recipient.objects.create(dispatch=sending, person=person)
    except IntegrityError:
        return False
    return True


def remove(sending: Dispatch, recipient: UUID | None) -> None:
    """Take away one recipient, or all (None)."""
    recipients = Recipient.objects.filter(dispatch=sending, dispatch__sent__isnull=True)
    (recipients if recipient is None else recipients.filter(pk=recipient)).delete()


def texts(actor: Actor, sending: Dispatch, common: str) -> dict[UUID, str]:
    """The text for each recipient, by the person's id, with the variables filled in.

    A text without personal variables is filled once, so that it costs the same for one recipient as for five hundred.
    """
    people = list(Person.objects.filter(pk__in=sending.recipients.values("person_id")))
    due = clock.deadline(clock.now(), policy_of(sending.clinic_id, sending.template_id).sent_days)

    def filled(person: Person) -> str:
        case = Case(clinic=sending.clinic, case_type=sending.template, patient=person)
        return fill(common, case, actor, due=due)

    if "namn" not in composed(common).lower():
        same = filled(people[0]) if people else ""
        return {person.id: same for person in people}
    return {person.id: filled(person) for person in people}


def left_blank(written: dict[UUID, str]) -> list[str]:
    """The blanks left in any recipient's text. While there are any, nothing may be sent (B-05)."""
    return list(dict.fromkeys(blank for text in dict.fromkeys(written.values()) for blank in blanks(text)))


def send(
    actor: Actor, sending: Dispatch, written: dict[UUID, str], to: Staff | Group, *, chosen: Chosen | None = None
) -> Outcome:
    """Send to all recipients as a set; afterwards each recipient has a case, or the reason why not.

    The files that were ``chosen`` go to everybody, and leave the draft with the text when all is sent.

    Each recipient has one submit key, so that nobody gets it twice if it is sent twice or again after a crash. If
    everybody is refused for the same reason, nothing has been sent and the dispatch can be corrected.
    """
    recipients = list(sending.recipients.select_related("person").order_by("id"))
    for recipient in recipients:
        recipient.refusal = out_of_reach(recipient.person, sending.clinic_id)
    asked = [recipient for recipient in recipients if not recipient.refusal]
    outgoing = [
        Outgoing(recipient.person, written[recipient.person_id], uuid5(sending.id, str(recipient.person_id)))
        for recipient in asked
    ]
    results = send_out(actor, sending.clinic, sending.template, outgoing, to, chosen=chosen) if outgoing else []
    for recipient, result in zip(asked, results, strict=True):
        if isinstance(result, Refused):
            recipient.refusal = result.sentence[:300]
        else:
            recipient.case_id = result.thing.id
    refused = [recipient.refusal for recipient in recipients if recipient.case_id is None]
    if len(refused) == len(recipients):
        sentence = refused[0] if len(set(refused)) == 1 else ""
        if sentence and asked:
            return Outcome(0, len(refused), sentence)
    with transaction.atomic():
        update_set(recipients, ["case", "refusal"])
        Dispatch.objects.filter(pk=sending.pk, sent__isnull=True).update(sent=clock.now())
        drafts.forget_all([sending.id])
    return Outcome(len(recipients) - len(refused), len(refused))


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
    """The worker's chore: delete dispatches a day after sending (they are cases now), and unsent ones after 90 days."""
    now = clock.now()
    Dispatch.objects.filter(sent__lt=now - SENT_KEPT).delete()
    unsent = Dispatch.objects.filter(sent__isnull=True, begun__lt=now - UNSENT_KEPT)
    drafts.forget_all(list(unsent.values_list("id", flat=True)))
    unsent.delete()
