"""What the tables of an SVU ask about: the facts, and the needs of the plan and of its steps in their own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from vardtrad.kernel import clock
from vardtrad.kernel.tables import Need
from vardtrad.planning.fields.rules import FieldFacts
from vardtrad.planning.messages.rules import MessageFacts
from vardtrad.planning.plan import rules as planning
from vardtrad.planning.plan.event_rules import EventKind
from vardtrad.planning.plan.rules import LIMITED
from vardtrad.planning.svu.states import Ending


@dataclass(frozen=True, kw_only=True)
class SvuFacts(MessageFacts, FieldFacts):
    """What the needs of an SVU ask about, gathered under the lock."""

    day: date | None = None
    expected: date | None = None
    today: date = date.min
    admitted: date | None = None
    event_since: date | None = None
    judged: datetime | None = None
    judged_latest: datetime | None = None
    admission_published: bool = False
    doctor_given: bool = False
    doctor_licensed: bool = False
    ending: str = ""
    ending_known: bool = False
    discharged_elsewhere: bool = False
    discharged_to_known: bool = False
    convener: bool = False
    knows_other: bool = True
    assessment_started: bool = False
    on_start_page: bool = False
    missing_fields: Sequence[str] = field(default_factory=tuple)
    party_is_outpatient: bool = False
    sip_answer: str = ""
    finally_attested: bool = False
    breaks: bool = False
    knows_it_breaks: bool = True
    party_is_inpatient: bool = False

    @property
    def limited(self) -> bool:
        """Whether the patient has said no."""
        return self.state in LIMITED


def _knows_other(facts: SvuFacts) -> str | None:
    if facts.knows_other:
        return None
    return _("Patienten har redan en pågående SVU. Läs den först och bekräfta att du ändå vill skapa en ny.")


def _refused_words() -> str:
    return _("Då kan bara inskrivning, beräknad tid, utskrivningsklar med datum och utskrivning lämnas.")


def _discharged_words() -> str:
    return _("Patienten är utskriven i ärendet. Ångra utskrivningen först om något ska ändras.")


def _not_started(facts: SvuFacts) -> str | None:
    if not facts.assessment_started:
        return None
    return _("Kartläggningen är påbörjad, så planen kan inte tas bort. Avsluta den genom Utskrivning i stället.")


def _dates_given(facts: SvuFacts) -> str | None:
    if facts.day is None:
        return _("Fyll i inskrivningsdatum.")
    return None if facts.expected is not None else _("Fyll i beräknad tid för utskrivning.")


def _not_future(facts: SvuFacts) -> str | None:
    if facts.day is not None and facts.day > facts.today:
        return _("Inskrivningsdatum kan inte vara i framtiden.")
    return None


def _judged_in_the_stay(facts: SvuFacts) -> str | None:
    if facts.judged is None or facts.day is None or facts.judged_latest is None:
        return None
    if clock.swedish_date(facts.judged) < facts.day:
        return _("Behovet kan inte ha bedömts före inskrivningsdatum.")
    return _("Behovet kan inte ha bedömts i framtiden.") if facts.judged > facts.judged_latest else None


def _expected_after(facts: SvuFacts) -> str | None:
    if facts.day is not None and facts.expected is not None and facts.expected < facts.day:
        return _("Beräknad tid för utskrivning kan inte vara före inskrivningsdatum.")
    return None


def _cause_as_allowed(facts: SvuFacts) -> str | None:
    if not facts.limited:
        return None if facts.reason.strip() else _("Fyll i inskrivningsorsak.")
    left = _("Ta bort inskrivningsorsaken: den får inte lämnas ut.")
    return f"{planning.no_words(facts.state)} {left}" if facts.reason.strip() else None


def receivers_missing(parties: Sequence[str]) -> str:
    """The sentence of the warning when a party has no unit to receive the admission; the page offers a choice."""
    return _(
        "Ärendet har ingen mottagare i %(parties)s. Lägg till en deltagare, eller publicera ändå och meddela på annat "
        "sätt."
    ) % {"parties": _(" och ").join(parties)}


def _receivers(facts: SvuFacts) -> str | None:
    return None if facts.confirmed or not facts.parties_missing else receivers_missing(facts.parties_missing)


def _no_cause_refused(facts: SvuFacts) -> str | None:
    return _cause_as_allowed(facts) if facts.limited else None


def _admission_published(facts: SvuFacts) -> str | None:
    return None if facts.admission_published else _("Publicera inskrivningen först.")


def _day_given(facts: SvuFacts) -> str | None:
    return None if facts.day is not None else _("Fyll i datum.")


def _day_after_admission(facts: SvuFacts) -> str | None:
    if facts.day is not None and facts.admitted is not None and facts.day < facts.admitted:
        return _("Datumet kan inte vara före inskrivningsdatum.")
    return None


def _event_in_the_stay(facts: SvuFacts) -> str | None:
    # A municipality may have placed the patient long before the stay.
    return None if facts.event_kind == EventKind.PLACED else _day_after_admission(facts)


def _reason_for_change(facts: SvuFacts) -> str | None:
    return None if facts.limited or facts.reason.strip() else _("Ange orsak till ändring.")


def _doctor(facts: SvuFacts) -> str | None:
    if facts.limited or (facts.doctor_given and facts.doctor_licensed):
        return None
    if facts.doctor_given:
        return _("Ansvarig läkare behöver vara en legitimerad läkare. Välj en annan person.")
    return _("Ange ansvarig läkare: skriv minst tre bokstäver eller ett HSA-id och välj i listan.")


def _discharge_day_not_future(facts: SvuFacts) -> str | None:
    if facts.day is not None and facts.day > facts.today:
        return _("Datum för utskrivning kan inte vara i framtiden: det är dagen då patienten lämnar.")
    return None


def _death_not_future(facts: SvuFacts) -> str | None:
    if facts.event_kind == EventKind.DECEASED and facts.day is not None and facts.day > facts.today:
        return _("Datumet kan inte vara i framtiden.")
    return None


def _ending_known(facts: SvuFacts) -> str | None:
    return None if facts.ending_known else _("Välj Utskrivning eller Avslut i förtid.")


def _discharged_to(facts: SvuFacts) -> str | None:
    if facts.ending != Ending.DISCHARGE or facts.discharged_to_known:
        return None
    return _("Välj vart patienten skrivs ut, under Utskriven till.")


def _comment_where_elsewhere(facts: SvuFacts) -> str | None:
    if facts.ending != Ending.DISCHARGE or not facts.discharged_elsewhere or facts.reason.strip():
        return None
    return _("Skriv i kommentaren vart patienten skrivs ut.")


def ahead_question() -> str:
    """The sentence that asks before an event of a later day is registered; the page answers it with a choice."""
    return _("Datumet ligger framåt i tiden. Ska händelsen registreras redan nu?")


def _ahead_or_sure(facts: SvuFacts) -> str | None:
    if facts.event_kind == EventKind.DECEASED or facts.day is None or facts.day <= facts.today or facts.confirmed:
        return None
    return ahead_question()


def _returns_after_leave(facts: SvuFacts) -> str | None:
    if facts.event_kind != EventKind.RETURN or facts.event_standing != EventKind.LEAVE:
        return None
    if facts.day is None or facts.event_since is None or facts.day >= facts.event_since:
        return None
    return _("Datumet kan inte vara före dagen då permissionen började.")


def convener_missing() -> str:
    """The sentence of the warning when nobody is responsible for calling; the page offers a choice (001-164)."""
    return _("Fast vårdkontakt med kallelseansvar saknas. Påminn öppenvården, eller publicera utskrivningen ändå.")


def _convener(facts: SvuFacts) -> str | None:
    return None if facts.convener or facts.confirmed else convener_missing()


def _on_start_page(facts: SvuFacts) -> str | None:
    return None if facts.on_start_page else _("Ärendet har lämnat startsidan, så utskrivningen kan inte ångras.")


def _nothing_missing(facts: SvuFacts) -> str | None:
    if not facts.missing_fields:
        return None
    return _("Fyll i det som saknas först: %(fields)s.") % {"fields": ", ".join(facts.missing_fields)}


def _sip_approved(facts: SvuFacts) -> str | None:
    if not facts.party_is_outpatient or facts.sip_answer == "ja":
        return None
    return _("Svara Ja på Godkänner ställningstagande SIP först.")


def _unlocked(facts: SvuFacts) -> str | None:
    if facts.party_is_inpatient or not facts.finally_attested:
        return None
    return _("Ställningstagandet är slutjusterat. Bara slutenvården kan bryta det.")


def _breaks_knowingly(facts: SvuFacts) -> str | None:
    if not facts.breaks or facts.knows_it_breaks:
        return None
    return _(
        "Din part har redan justerat. Om du ändrar måste alla justera på nytt. "
        "Vill du ändra ändå laddar du om sidan och väljer Ändra ändå."
    )


def _said_why(facts: SvuFacts) -> str | None:
    return (
        None
        if facts.reason.strip()
        else _("Skriv varför ställningstagandet inte godkänns, så att slutenvården vet vad som behöver ändras.")
    )


knows_other = Need("finns redan en pågående SVU är den visad och valet bekräftat", _knows_other)
not_refused = planning.not_refused("patienten har inte nekat samtycke", _refused_words)
full_consent = planning.full_consent("samtycke eller menprövning är registrerat", not_refused)
not_closed = planning.not_closed("patienten är inte utskriven", _discharged_words)
not_started = Need("kartläggningen är inte påbörjad", _not_started, known_beforehand=True)
dates_given = Need("datumen är ifyllda", _dates_given)
not_future = Need("inskrivningsdatum är inte i framtiden", _not_future)
expected_after = Need("beräknad utskrivning är inte före inskrivningen", _expected_after)
judged_in_the_stay = Need("behovet är bedömt under vårdtiden, om det är angivet", _judged_in_the_stay)
cause_as_allowed = Need(
    "inskrivningsorsaken är ifylld – eller utelämnad, om patienten har nekat samtycke", _cause_as_allowed
)
no_cause_refused = Need("ingen inskrivningsorsak om patienten har nekat samtycke", _no_cause_refused)
receivers_or_sure = Need("varje part har en mottagare, eller så är varningen bekräftad", _receivers)
admission_published = Need("inskrivningen är publicerad", _admission_published, known_beforehand=True)
day_given = Need("datumet är ifyllt", _day_given)
day_after_admission = Need("datumet är inte före inskrivningen", _day_after_admission)
event_in_the_stay = Need("händelsen är inte före inskrivningen (en placering får vara det)", _event_in_the_stay)
reason_for_change = Need("orsaken till ändringen är angiven (inte efter nekat samtycke)", _reason_for_change)
doctor_given = Need("en legitimerad läkare är angiven som ansvarig (inte efter nekat samtycke)", _doctor)
discharge_day_not_future = Need("utskrivningsdagen är inte i framtiden", _discharge_day_not_future)
death_not_future = Need("ett dödsfall ligger inte i framtiden", _death_not_future)
ending_known = Need("utskrivning eller avslut i förtid är valt", _ending_known)
discharged_to = Need("vid utskrivning är Utskriven till valt", _discharged_to)
comment_where_elsewhere = Need("är Annat valt säger kommentaren vart patienten skrivs ut", _comment_where_elsewhere)
ahead_or_sure = Need("händelsen ligger inte framåt i tiden, eller så är det bekräftat", _ahead_or_sure)
returns_after_leave = Need("återkomsten är inte före permissionen", _returns_after_leave)
convener_or_sure = Need("det finns en fast vårdkontakt med kallelseansvar, eller så är varningen bekräftad", _convener)
on_start_page = Need("ärendet finns kvar på avdelningens startsida", _on_start_page, known_beforehand=True)
nothing_missing = Need("den egna partens obligatoriska fält är ifyllda", _nothing_missing)
sip_approved = Need("öppenvården har svarat Ja på Godkänner ställningstagande SIP", _sip_approved)
unlocked = Need(
    "ställningstagandet är inte slutjusterat, eller så är det slutenvården som bryter det",
    _unlocked,
    known_beforehand=True,
)
breaks_knowingly = Need(
    "har den egna parten justerat, så är användaren varnad för att alla måste justera på nytt", _breaks_knowingly
)
said_why = Need("orsaken till Nej är angiven", _said_why)
