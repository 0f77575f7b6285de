"""Making and changing a clinic's forms (B-18). Each saving is a new version; a version itself never changes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from vardtrad.gate import settings_door
from vardtrad.gate.settings_door import Change
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.kernel.uuid7 import uuid7
from vardtrad.shared.care_units.actions import CLINIC_SETTINGS
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.forms.answering import Judged
from vardtrad.shared.forms.engine import json_text
from vardtrad.shared.forms.engine.importing import read_form_text
from vardtrad.shared.forms.models import FormVersion, GivenAnswers, StoredForm
from vardtrad.shared.forms.queries import MOST

LABEL = "form"


def make(actor: Actor, title: str, source: str) -> StoredForm:
    """Store a form that was built or imported as version 1. ``source`` has been read without being refused."""
    with settings_door.change(CLINIC_SETTINGS, actor, "make_form", LABEL) as change:
        if StoredForm.objects.filter(clinic_id=actor.here).count() >= MOST:
            raise Refused(Reason.NEED, _("Mottagningen har för många formulär."))
        stored = StoredForm.objects.create(clinic_id=actor.here, title=title[:200])
        _add_version(actor, stored, source, change)
    return stored


def deliver(clinic: Unit, source: str, key: UUID | None = None) -> StoredForm:
    """Lay in a form that comes with the product at a clinic, in use, within the caller's own change of settings.

    With a ``key`` of its own it is laid in once: a clinic that has it keeps it as it is, changed or not, and uses it
    again if it had stopped.
    """
    if key is not None and (stored := StoredForm.objects.select_for_update().filter(pk=key, clinic=clinic).first()):
        stored.in_use, stored.retired = stored.in_use or stored.latest, False
        stored.save(update_fields=["in_use", "retired"])
        return stored
    imported = read_form_text(source)
    title = imported.form.title[:200]
    stored = StoredForm.objects.create(id=key or uuid7(), clinic=clinic, title=title, latest=1, in_use=1)
    written = FormVersion(form=stored, number=1, source=source, usable=imported.report.usable, at=clock.now())
    written.save(force_insert=True)
    return stored


def save(actor: Actor, form: UUID, source: str, *, seen: int) -> int:
    """Save what a form says now as a new version; gives its number.

    ``seen`` is the version that was changed: when somebody else has saved since, this is refused. Raises Refused.
    """
    with settings_door.change(CLINIC_SETTINGS, actor, "save_form", LABEL, thing=form) as change:
        stored = _found(actor, form)
        latest = FormVersion.objects.get(form=stored, number=stored.latest)
        if latest.source == source:
            change.repeated = True
            return stored.latest
        if stored.latest != seen:
            raise Refused(Reason.STALE, _("Någon annan har ändrat formuläret sedan du öppnade sidan."))
        _add_version(actor, stored, source, change)
    return stored.latest


def take_into_use(actor: Actor, form: UUID, number: int) -> None:
    """Let people fill in a version from now on. Raises Refused when something in it hinders."""
    with settings_door.change(CLINIC_SETTINGS, actor, "use_form", LABEL, thing=form) as change:
        stored = _found(actor, form)
        version = FormVersion.objects.filter(form=stored, number=number).first()
        if version is None:
            raise not_there()
        if not version.usable:
            raise Refused(Reason.NEED, _("Versionen kan inte användas förrän det som hindrar är rättat."))
        change.detail = {"version": number}
        if stored.in_use == number and not stored.retired:
            change.repeated = True
            return
        stored.in_use, stored.retired = number, False
        stored.save(update_fields=["in_use", "retired"])


def retire(actor: Actor, form: UUID) -> None:
    """Stop offering a form; what was answered stays."""
    with settings_door.change(CLINIC_SETTINGS, actor, "retire_form", LABEL, thing=form) as change:
        stored = _found(actor, form)
        if stored.retired:
            change.repeated = True
            return
        stored.retired = True
        stored.save(update_fields=["retired"])


def _found(actor: Actor, form: UUID) -> StoredForm:
    stored = StoredForm.objects.select_for_update().filter(pk=form, clinic_id=actor.here).first()
    if stored is None:
        raise not_there()
    return stored


def _add_version(actor: Actor, stored: StoredForm, source: str, change: Change) -> None:
    """Write the next version. The form's title is that of its latest version."""
    imported = read_form_text(source)
    stored.latest += 1
    stored.title = (imported.form.title or stored.title or _("Formulär"))[:200]
    written = FormVersion(
        form=stored,
        number=stored.latest,
        source=source,
        usable=imported.report.usable,
        by_id=actor.id,
        at=clock.now(),
    )
    written.save(force_insert=True)
    stored.save(update_fields=["latest", "title"])
    change.thing, change.detail = stored.id, {"version": stored.latest}


def as_source(questionnaire: object) -> str:
    """A Questionnaire as the text that is stored."""
    return json_text.dumps(questionnaire)


def store(answers: Judged, label: str, thing: UUID, message: UUID, at: datetime) -> GivenAnswers:
    """The row that keeps answers beside the message that says them in words; the caller's move writes it."""
    return GivenAnswers(
        label=label,
        thing=thing,
        message=message,
        version_id=answers.version,
        code=answers.code[:80],
        response=json_text.dumps(answers.filled.response),
        at=at,
    )
