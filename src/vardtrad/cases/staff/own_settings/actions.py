"""The verb of the personal settings: everybody changes their own, and nobody else's (000-046…051)."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from vardtrad.cases.staff.own_settings.queries import settings_of
from vardtrad.gate import settings_door
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.stamp import stamp
from vardtrad.kernel.tables import Reason, Refused
from vardtrad.shared.care_units.actions import OWN_SETTINGS
from vardtrad.shared.care_units.models import Staff


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody has chosen. An empty name means the directory's, an empty address no notices."""

    display_name: str
    own_signature: str
    uses_own_signature: bool
    email: str
    shortcuts: bool


def save_settings(actor: Actor, wanted: Wanted, *, was: str | None) -> None:
    """Save the actor's own settings, all of them or none; they hold from the next request (000-048). Raises Refused.

    ``was`` is the stamp of what the page showed. The trace holds which settings changed, not their content.
    """
    with settings_door.change(OWN_SETTINGS, actor, "save_settings", "staff", thing=actor.id) as change:
        if wanted.uses_own_signature and not wanted.own_signature.strip():
            raise Refused(Reason.NEED, _("Skriv signaturen, eller ta bort bocken i Ja."))
        staff = Staff.objects.get(pk=actor.id)
        stored = settings_of(staff)
        values = asdict(wanted)
        # Writing out the directory's name is no choice of another name: the name still follows the directory.
        if values["display_name"] == staff.name:
            values["display_name"] = ""
        changed = sorted(name for name, value in values.items() if stored[name] != value)
        if not changed:
            change.repeated = True
            return
        if was is not None and was != stamp(stored):
            raise Refused(Reason.STALE, _("Inställningarna har ändrats i ett annat fönster."))
        values["own_email"] = staff.own_email or "email" in changed
        Staff.objects.filter(pk=staff.pk).update(**values)
        change.detail = {"changed": changed}
