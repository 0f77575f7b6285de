"""The search for a person, and the forms for creating an SVU or reading a plan from outside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from vardtrad.kernel.identity import IdentityNumber, InvalidIdentityNumber, parse
from vardtrad.planning.consent.rules import Basis
from vardtrad.planning.plan.forms import PersonForm
from vardtrad.planning.plan.reading import Question
from vardtrad.planning.plan.reading_rules import Provider, grounds
from vardtrad.shared.web.forms import DayField, IdentityInput, LongText, OneLine, PlainForm


class SearchForm(forms.Form):
    """ "Sök och skapa": a whole identity number, with or without hyphen and pasted blanks (001-054, 001-055, 001-077).

    ``cleaned_data["number"]`` is an IdentityNumber. Always posted, so that no number appears in an address.
    """

    use_required_attribute = False

    number = forms.CharField(
        label=_("Personnummer, 12 siffror"),
        help_text=_("Även samordningsnummer och reservnummer, 12 tecken."),
        max_length=100,
        error_messages={"required": _("Skriv personnumret med 12 siffror, ÅÅÅÅMMDD-XXXX.")},
        widget=IdentityInput(attrs={"autocomplete": "off", "size": "16"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "search_%s"} | kwargs)
        self.fields["number"].widget.attrs.pop("maxlength", None)

    def clean_number(self) -> IdentityNumber:
        """The number, with the century written out. Raises ValidationError with a sentence that never holds it."""
        text = str(self.cleaned_data["number"])
        signs = sum(char.isalnum() for char in text)
        if signs != 12:
            raise forms.ValidationError(
                _("Skriv personnumret med 12 siffror, ÅÅÅÅMMDD-XXXX. Du skrev %(signs)d tecken. Inget söktes."),
                params={"signs": signs},
            )
        try:
            return parse(text)
        except InvalidIdentityNumber as error:
            raise forms.ValidationError(str(error)) from None


class ByHandForm(PlainForm):
    """Somebody whom the register does not have: the number that was searched for, and the name (decision 11)."""

    number = forms.CharField(widget=forms.HiddenInput, max_length=12)
    given_name = OneLine(label=_("Förnamn"), max_length=100, error_messages={"required": _("Fyll i förnamn.")})
    family_name = OneLine(label=_("Efternamn"), max_length=100, error_messages={"required": _("Fyll i efternamn.")})

    def clean_number(self) -> IdentityNumber:
        """The number, checked again. Raises ValidationError."""
        try:
            return parse(str(self.cleaned_data["number"]))
        except InvalidIdentityNumber as error:
            raise forms.ValidationError(str(error)) from None


class CreateForm(PlainForm):
    """ "Skapa ny SVU" (001-078…081): the addressed units as the page showed them, and what was confirmed.

    ``outpatient`` and ``municipality`` tell the server what the creator saw; ``take_municipality`` is asked only for
    somebody whose data are protected (decision 10), ``knows_other`` only when another SVU is in progress (decision 17).
    """

    outpatient = forms.UUIDField(required=False, widget=forms.HiddenInput)
    municipality = forms.UUIDField(required=False, widget=forms.HiddenInput)
    take_municipality = forms.BooleanField(required=False, label=_("Lägg till kommunen"))
    knows_other = forms.BooleanField(
        required=False, label=_("Jag har läst den pågående SVU:n och vill ändå skapa en ny")
    )


AFTER_NO = {
    Basis.CONSENT.value: _("Hur lämnades det nya samtycket?"),
    Basis.HARM_ASSESSMENT.value: _("Varför kan samtycke inte längre inhämtas, och vad talar för patientens vilja?"),
    Basis.DANGER.value: _("Varför är det bråttom?"),
}
"""What the reader describes once the patient has said no, on each ground."""


def _of_each_ground(bases: Sequence[str]) -> SafeString:
    """The label of the description: one question for each ground, of which the page shows that of the chosen one."""
    questions = [(f"of-{basis}", AFTER_NO[basis]) for basis in bases if basis in AFTER_NO]
    return format_html_join(" ", '<span class="{}">{}</span>', questions)


class ReadForm(PersonForm):
    """The ground on which somebody reads a plan without taking part (001-034, 001-035, decision 16).

    The grounds to choose from are those of the table (planning.plan.reading_rules) for this reader, this holder and
    what the patient has said; whether the chosen one holds is judged by ``planning.plan.reading.open_for_reading``.
    Who is responsible for a harm assessment is searched for among the licensed staff of the own organisation (001-092,
    001-093).
    """

    licensed_only = True
    required_person = False  # only a harm assessment needs one
    person_label = _("Sök legitimerad person som ansvarar för menprövningen")
    nobody_words = _("Ingen legitimerad person hittades. Skriv minst tre bokstäver, eller ett helt HSA-id.")
    field_order = (
        "basis", "unable", "necessary", "attitude", "who", "person", "consented", "unobtainable", "indispensable",
        "reason", "relation", "matters", "confirmed",
    )  # fmt: skip

    basis = forms.ChoiceField(
        label=_("På vilken grund läser du ärendet?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj på vilken grund du läser ärendet.")},
    )
    consented = DayField(label=_("Dag då patienten lämnade ett nytt samtycke"), required=False)
    reason = LongText(
        max_length=1_000,
        required=False,
        label=_("Beskriv kort varför det är bråttom"),
        help_text=_("Behövs vid fara för patientens liv. Skriv inget namn eller personnummer."),
    )
    unable = forms.BooleanField(
        required=False, label=_("Patienten saknar inte bara tillfälligt förmåga att lämna samtycke")
    )
    necessary = forms.BooleanField(
        required=False, label=_("Vården är nödvändig med hänsyn till patientens hälsotillstånd")
    )
    attitude = forms.BooleanField(
        required=False,
        label=_(
            "Patientens inställning är klarlagd så långt det går, och inget talar för att patienten skulle ha "
            "motsatt sig att jag läser"
        ),
    )
    unobtainable = forms.BooleanField(required=False, label=_("Patientens samtycke kan inte inhämtas"))
    indispensable = forms.BooleanField(required=False, label=_("Det gäller vård som patienten oundgängligen behöver"))
    relation = forms.BooleanField(required=False, label=_("Vi har en aktuell patientrelation med patienten"))
    matters = forms.BooleanField(required=False, label=_("Uppgifterna kan antas ha betydelse för vården"))
    confirmed = forms.BooleanField(required=False, label=_("Jag förstår att det loggas att jag läser ärendet"))

    def __init__(self, *args: Any, asked: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_to_reader = grounds(asked.reader, asked.holder, said_no=asked.no is not None)
        bases = [ground.basis for ground in open_to_reader]
        # In danger to life a reader may learn who keeps what the patient has closed (lag 2022:913 3 kap. 5 §).
        asks = [ground.basis for ground in grounds(asked.reader, asked.holder, said_no=False)]
        bases += [basis for basis in asks if basis is Basis.DANGER and basis not in bases]
        self.bases = [basis.value for basis in bases]
        basis = self.fields["basis"]
        assert isinstance(basis, forms.ChoiceField)
        basis.choices = [(basis.value, basis.label) for basis in bases]
        self.fields["person"].label = _("Ansvarar för menprövningen")
        if asked.no is not None:
            self.fields["reason"].label = _of_each_ground(self.bases)
            self.fields["reason"].help_text = _("Skriv inget namn eller personnummer.")
            self.fields["unobtainable"].label = _("Patienten kan inte själv begära att spärren hävs")
        if asked.reader is Provider.SOCIAL:
            self.fields["necessary"].label = _(
                "Insatserna eller utredningen är nödvändiga med hänsyn till personens behov"
            )
            self.fields["relation"].label = _("Personen får insatser av oss, eller vi utreder om personen ska få dem")
            self.fields["matters"].label = _("Uppgifterna kan antas ha betydelse för insatserna")
        for name in self._unneeded(asked):
            del self.fields[name]

    def _unneeded(self, asked: Question) -> list[str]:
        """The fields that none of the reader's grounds asks for."""
        if asked.own:
            return [name for name in self.fields if name not in {"confirmed", "submit_key", "seen"}]
        names = ["outside"]
        if Basis.HARM_ASSESSMENT.value not in self.bases:
            names += ["who", "person", "unable", "necessary", "attitude"]
        if Basis.DANGER.value not in self.bases:
            names += ["unobtainable", "indispensable", *([] if asked.no is not None else ["reason"])]
        if asked.no is None:
            names += ["consented"]
        return names
