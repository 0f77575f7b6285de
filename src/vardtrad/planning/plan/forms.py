"""The shape and the words of what is sent in a plan's right field, and the search for a member of staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from vardtrad.planning.consent.rules import REASON_LIMIT
from vardtrad.planning.plan.rules import PHONE_HOURS_LIMIT, RESPONSIBILITY_LIMIT
from vardtrad.shared.care_units import queries as care_units
from vardtrad.shared.care_units.models import Staff
from vardtrad.shared.care_units.queries import LEAST_LETTERS, Seat
from vardtrad.shared.web.forms import LongText, OneLine, PlainForm

SEARCH = "sok-person"
"""The name of the magnifier's button."""


@dataclass(frozen=True, slots=True)
class Found:
    """A person in the list to choose from: name and units, and whether the person is chosen."""

    id: UUID
    words: str
    chosen: bool
    proposed: bool = False


class StaffSearch(forms.Form):
    """A search for staff and its result: at least three letters of the name, or a whole HSA-id (001-093).

    By itself it searches all organisations; ``{{ person.box(form) }}`` of planning/plan/_person.html draws it.
    The page decides what to do with the result (``staff``); a form in which one person is chosen is a PersonForm.
    """

    licensed_only: ClassVar[bool] = False
    doctors_only: ClassVar[bool] = False

    who = forms.CharField(
        label=_("Namn eller HSA-id"),
        required=False,
        max_length=100,
        help_text=_("Minst tre bokstäver av namnet, eller hela HSA-id:t."),
        error_messages={"max_length": _("Skriv färre tecken.")},
    )

    @property
    def words(self) -> str:
        """The search words, without null characters, which the database cannot read."""
        return str(self["who"].value() or "").replace("\0", "").strip()

    @property
    def too_short(self) -> bool:
        """Whether there are too few letters to search for."""
        return bool(self.words) and sum(char.isalnum() for char in self.words) < LEAST_LETTERS

    @property
    def organisations(self) -> list[UUID] | None:
        """The organisations to search in; None means all of them."""
        return None

    @cached_property
    def staff(self) -> list[Staff]:
        """The staff that match the search."""
        people = care_units.staff_named(self.words[:100], organisations=self.organisations)
        if self.doctors_only:
            doctors = care_units.doctors_among([person.id for person in people])
            return [person for person in people if person.id in doctors]
        return [person for person in people if person.licensed or not self.licensed_only]

    @property
    def hits(self) -> int:
        """How many members of staff match the search."""
        return len(self.staff)


class DoctorSearch(StaffSearch):
    """A search among licensed doctors only (001-120, 001-139, 001-147)."""

    doctors_only = True


class PersonForm(StaffSearch, PlainForm):
    """A form in which a member of staff is searched for and chosen; extend it, and add the fields of the verb.

    How another subject uses it::

        class ReadyForm(PersonForm):            # fields of its own beside who, outside and person
            day = forms.DateField(…)

        form = ReadyForm(request.POST, seat=request.seat)       # empty: ReadyForm(None, seat=…, initial={"person": id})
        form.cleaned_data["person"]                             # the Staff, or None where required_person is False

        {% import 'planning/plan/_person.html' as person %}          {# in the <form>, where the field belongs #}
        {{ person.search(form, seat.base) }}

    The user types and presses the magnifier: the form is posted to its own address with SEARCH, counts as not valid but
    has no errors (``searching``), and is shown again with everything typed and the list to choose from.
    ``planning.plan.views.verb`` handles this. With JavaScript the list appears while the user types (the address
    ``search_staff``). Only the user's own organisation is searched until "Sök utanför egen organisation" is ticked
    (001-121); a form without the field ``outside`` never searches outside it. Two such forms on the same page need
    different ``auto_id`` (no ``prefix``).

    ``licensed_only`` finds only licensed staff (001-092), ``doctors_only`` only licensed doctors (001-120);
    ``required_person`` means that a person must be chosen; ``person_label`` says who is searched for; ``proposed``
    are people listed from the start (001-106), marked with ``proposed_words``; ``nobody_words`` replace the usual words
    when the search has no result. Nobody is ticked before the user has chosen.
    """

    required_person: ClassVar[bool] = True
    person_label: ClassVar[Any] = _("Sök person")
    proposed_words: ClassVar[Any] = ""
    nobody_words: ClassVar[Any] = ""

    outside = forms.BooleanField(label=_("Sök utanför egen organisation"), required=False)
    person = forms.UUIDField(
        label=_("Välj person"), required=False, error_messages={"invalid": _("Välj en person i listan.")}
    )

    def __init__(self, *args: Any, seat: Seat, proposed: Sequence[Staff] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seat, self.proposed = seat, proposed
        self.fields["who"].label = self.person_label

    @property
    def searching(self) -> bool:
        """Whether the magnifier was pressed, so that the form only asks for the list of people."""
        return self.is_bound and SEARCH in self.data

    @override
    def full_clean(self) -> None:
        """Validate the form, unless it is only searching."""
        super().full_clean()
        if self.searching:
            self._errors = ErrorDict()
            self.cleaned_data = {}

    @override
    def is_valid(self) -> bool:
        """Whether the verb can be carried out with this form."""
        return super().is_valid() and not self.searching

    def clean_person(self) -> Staff | None:
        """The chosen person; raises ValidationError if a required person is missing or has left the directory."""
        key = self.cleaned_data["person"]
        if key is None:
            if self.required_person:
                raise forms.ValidationError(_("Sök och välj en person i listan."))
            return None
        staff = care_units.staff_member(key)
        if staff is None:
            raise forms.ValidationError(_("Personen finns inte längre i katalogen. Sök och välj en annan."))
        return staff

    @property
    @override
    def organisations(self) -> list[UUID] | None:
        """The user's own organisation; None (all) once the user has ticked ``outside``."""
        farther = "outside" in self.fields and self["outside"].value()
        return None if farther else [self.seat.unit.organisation_id]

    @cached_property
    def people(self) -> list[Found]:
        """The people to choose from: the person already chosen, the proposed ones, and the result of the search."""
        chosen = self._chosen()
        people = [*([chosen] if chosen else []), *self.proposed, *self.staff]
        by_id = {person.id: person for person in people}
        places = care_units.workplaces(list(by_id))
        proposed = {person.id for person in self.proposed}
        # Nothing is ticked by itself, and a new search unticks whom it does not find: the user is looking for another.
        found = {person.id for person in self.staff} | proposed
        sure = chosen if chosen is not None and (not self.words or chosen.id in found) else None
        return [
            Found(
                key,
                ", ".join([person.signature, *(unit.name for unit in places.get(key, ()))]),
                sure is not None and key == sure.id,
                key in proposed,
            )
            for key, person in by_id.items()
        ]

    def _chosen(self) -> Staff | None:
        value = self["person"].value()
        try:
            return care_units.staff_member(UUID(str(value))) if value else None
        except ValueError:
            return None


# ── Information and consent (001-083…094) ────────────────────────────────────────────────────────────────────────────


class InformForm(PlainForm):
    """ "Ja": informed orally and in writing; "Nej": why written information cannot be given (001-083…085)."""

    written = forms.ChoiceField(
        choices=[("ja", _("Ja")), ("nej", _("Nej"))],
        error_messages={"required": _("Svara Ja eller Nej."), "invalid_choice": _("Svara Ja eller Nej.")},
    )
    reason = LongText(label=_("Varför kan skriftlig information inte lämnas?"), max_length=REASON_LIMIT, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "information-%s")
        super().__init__(*args, **kwargs)

    @override
    def clean(self) -> dict[str, Any]:
        """Show a missing reason at its own field; the rule itself is in the table."""
        cleaned = super().clean()
        if cleaned.get("written") == "nej" and "reason" not in self.errors and not cleaned.get("reason"):
            self.add_error("reason", _("Skriv varför skriftlig information inte kan lämnas."))
        return cleaned


class ConfirmForm(PlainForm):
    """A question that the user confirms with a button."""

    confirmed = forms.BooleanField(required=False)


class HarmForm(PersonForm):
    """Who is responsible for a harm assessment and, after a refusal, why consent cannot be obtained (001-091…093)."""

    licensed_only = True
    person_label = _("Sök den som har ansvarat för menprövningen")
    proposed_words = _("(du)")

    reason = LongText(label=_("Varför kan samtycke inte längre inhämtas?"), max_length=REASON_LIMIT, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "menprovning-%s")
        super().__init__(*args, **kwargs)


# ── Participants (001-224…230) ───────────────────────────────────────────────────────────────────────────────────────


class UnitForm(ConfirmForm):
    """A unit to add to the plan or remove from it."""

    unit = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={"required": _("Välj en enhet i listan."), "invalid": _("Välj en enhet i listan.")},
    )


class RoleForm(UnitForm):
    """A role of a unit to add to the plan or remove from it."""

    role = forms.CharField(
        label=_("Välj roll"), max_length=40, error_messages={"required": _("Välj en roll i listan.")}
    )


# ── Permanent care contacts (001-105…114) ────────────────────────────────────────────────────────────────────────────


class ContactForm(PersonForm):
    """A new permanent care contact: the person, and either convener or an area of responsibility."""

    person_label = _("Sök den som ska vara fast vårdkontakt")
    proposed_words = _("(fast vårdkontakt sedan tidigare)")

    convener = forms.BooleanField(label=_("Kallelseansvarig"), required=False)
    responsibility = OneLine(
        label=_("Vårdkontaktens ansvar"),
        help_text=_("Om personen inte är kallelseansvarig. Till exempel Dialys, Rehabilitering eller Psykiatri."),
        required=False,
        max_length=RESPONSIBILITY_LIMIT,
    )
    phone_hours = OneLine(
        label=_("Telefontid"),
        help_text=_("När patienten kan ringa, till exempel vardagar 8–9. Patienten läser det i sina kontakter."),
        required=False,
        max_length=PHONE_HOURS_LIMIT,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "vardkontakt-%s")
        super().__init__(*args, **kwargs)


class ContactRowForm(ConfirmForm):
    """A permanent care contact of the plan, and the unit to move the assignment to."""

    contact = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={"required": _("Välj en vårdkontakt."), "invalid": _("Välj en vårdkontakt.")},
    )
    unit = forms.UUIDField(required=False, error_messages={"invalid": _("Välj en enhet i listan.")})
