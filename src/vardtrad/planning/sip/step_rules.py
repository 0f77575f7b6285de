"""What the tables of a SIP ask about: the facts, and the needs of the plan and of its steps in their own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from vardtrad.kernel.needs import too_long
from vardtrad.kernel.tables import Need
from vardtrad.planning.fields.rules import FieldFacts
from vardtrad.planning.messages.rules import MessageFacts
from vardtrad.planning.plan import rules as planning
from vardtrad.planning.sip.states import CallType

TEXT_LIMIT = 4_000
LONGEST_WAIT = timedelta(days=366)
"""How long after its approval a SIP is followed up at the latest (001-216): within a year, to the day of the month."""


@dataclass(frozen=True, kw_only=True)
class SipFacts(MessageFacts, FieldFacts):
    """What the needs of a SIP ask about, gathered under the lock.

    ``now`` is in UTC. ``starts`` is the meeting's time (UTC), None where none is given; ``hour_exists`` is False in the
    hour that the clock skips in spring. ``coordinated_elsewhere`` says that somebody who works at another participating
    unit coordinates the plan. ``active`` says that every unit has approved the plan. ``missing_fields`` are
    labels of mandatory fields, ``without_measures`` the names of units without a sub-goal of their own.
    """

    ongoing: bool = False
    patient_lives: bool = True
    called: bool = False
    now: datetime | None = None
    today: date = date.min
    call_type: str = ""
    starts: datetime | None = None
    hour_exists: bool = True
    texts: Sequence[str] = field(default_factory=tuple)
    booked_start: datetime | None = None
    knows_units: bool = True
    coordinator: bool = False
    coordinated_elsewhere: bool = False
    active: bool = False
    missing_fields: Sequence[str] = field(default_factory=tuple)
    without_measures: Sequence[str] = field(default_factory=tuple)
    follow_up_by: date | None = None
    others_take_part: bool = True
    day: date | None = None
    other_plan_known: bool = False
    own_activity: bool = False
    # Guests
    guest_may_log_in: bool = False
    guest_is_patient: bool = False
    guest_is_invited: bool = False
    last_day: date | None = None
    patient_protected: bool = False
    protection_known: bool = False
    guest_is_named: bool = False
    status_known: bool = True


def _ongoing(facts: SipFacts) -> str | None:
    return _("Personen har redan en pågående SIP.") if facts.ongoing else None


def _patient_lives(facts: SipFacts) -> str | None:
    return None if facts.patient_lives else _("Patienten är avliden enligt folkbokföringen.")


def _refused_words() -> str:
    return _("Då kan ingen SIP genomföras. Planen kan tas bort, eller samtycke registreras på nytt efter Avregistrera.")


def _ended_words() -> str:
    return _("Planen är avslutad.")


def _not_called(facts: SipFacts) -> str | None:
    if not facts.called:
        return None
    return _("Kallelsen är skickad, så planen kan inte tas bort. Avsluta den i stället.")


def _called(facts: SipFacts) -> str | None:
    return None if facts.called else _("Kallelsen är inte skickad. Ta bort planen i stället för att avsluta den.")


def _call_first(facts: SipFacts) -> str | None:
    return None if facts.called else _("Skicka kallelsen först.")


def _reason_given(facts: SipFacts) -> str | None:
    return None if facts.reason.strip() else _("Skriv varför.")


def _complete(facts: SipFacts) -> str | None:
    if not facts.missing_fields:
        return None
    return _("Fyll i det som saknas först: %(fields)s.") % {"fields": ", ".join(facts.missing_fields)}


def _texts_fit(facts: SipFacts) -> str | None:
    return next((sentence for text in facts.texts if (sentence := too_long(text, TEXT_LIMIT))), None)


def hour_missing() -> str:
    """The sentence for a time in the hour that is skipped when the clock goes forward."""
    return _("Den tiden finns inte: klockan ställs fram den natten. Välj en annan tid.")


def _hour_exists(facts: SipFacts) -> str | None:
    return None if facts.hour_exists else hour_missing()


def _in_future(facts: SipFacts) -> str | None:
    if facts.starts is None or facts.now is None or facts.starts > facts.now:
        return None
    return _("Mötestiden måste vara i framtiden")


def _type_fits(facts: SipFacts) -> str | None:
    if facts.call_type == CallType.NEW and facts.active:
        return _("Planen är godkänd. Välj Uppföljning.")
    if facts.call_type == CallType.FOLLOW_UP and not facts.active:
        return _("Det finns ingen godkänd plan att följa upp. Välj Ny plan.")
    return None


def _somebody_called(facts: SipFacts) -> str | None:
    return None if facts.others_take_part else _("Ingen annan enhet deltar. Lägg till dem som ska kallas först.")


def _before_meeting(facts: SipFacts) -> str | None:
    if facts.booked_start is None or facts.now is None or facts.booked_start > facts.now:
        return None
    return _("Mötestiden har varit. Registrera att mötet har hållits, eller boka ett nytt möte.")


def _meeting_begun(facts: SipFacts) -> str | None:
    if facts.booked_start is None or facts.now is None or facts.booked_start <= facts.now:
        return None
    return _("Mötet har inte börjat än.")


def _knows_units(facts: SipFacts) -> str | None:
    return None if facts.knows_units else _("Ange för varje kallad enhet om den deltog.")


def _no_coordinator(facts: SipFacts) -> str | None:
    if not facts.coordinator:
        return None
    return _("Det finns redan en samordningsansvarig. Ta bort den först.")


def _coordinator_known(facts: SipFacts) -> str | None:
    return None if facts.coordinator else _("Det finns ingen samordningsansvarig att ta bort.")


def _coordinated_here(facts: SipFacts) -> str | None:
    if not facts.coordinated_elsewhere:
        return None
    return _("Samordningsansvarig uppdaterar planen. Byt samordningsansvarig i högerfältet om din enhet ska göra det.")


def _text_written(facts: SipFacts) -> str | None:
    return None if any(text.strip() for text in facts.texts) else _("Skriv något först.")


def _own_activity(facts: SipFacts) -> str | None:
    return None if facts.own_activity else _("Aktiviteten är inte din längre. Läs planen igen.")


def _has_measures(facts: SipFacts) -> str | None:
    if not facts.without_measures:
        return None
    return _("Delmål med aktivitet saknas för %(units)s. Skriv dem, eller markera Inga egna insatser.") % {
        "units": ", ".join(facts.without_measures)
    }


def latest_follow_up(day: date) -> date:
    """The last day on which a SIP that is approved on a day may be followed up (001-216)."""
    return day + LONGEST_WAIT - timedelta(days=1)


def _follow_up_in_time(facts: SipFacts) -> str | None:
    if facts.follow_up_by is None:
        return None
    if facts.follow_up_by <= facts.today:
        return _("Dagen för uppföljning måste vara i framtiden.")
    return _("Planen ska följas upp inom ett år.") if facts.follow_up_by > latest_follow_up(facts.today) else None


def _of_follow_up(facts: SipFacts) -> str | None:
    if facts.field_always:
        return None
    return _("Planen är godkänd. Bara Status och Uppföljning kan fyllas i. Välj Uppdatera plan för att ändra annat.")


def _active(facts: SipFacts) -> str | None:
    return None if facts.active else _("Alla enheter har inte godkänt planen ännu.")


def _day_not_future(facts: SipFacts) -> str | None:
    return _("Datumet kan inte vara i framtiden.") if facts.day is not None and facts.day > facts.today else None


def _other_plan_known(facts: SipFacts) -> str | None:
    return None if facts.other_plan_known else _("Den andra planen är redan borttagen.")


def _consented(facts: SipFacts) -> str | None:
    if facts.state == planning.State.CONSENTED:
        return None
    if facts.state in planning.LIMITED:
        return f"{planning.no_words(facts.state)} {_('Då kan ingen vara inbjuden.')}"
    if facts.state == planning.State.HARM_ASSESSED:
        return _("En menprövning räcker inte för att bjuda in någon. Det behövs patientens samtycke.")
    return _("Registrera patientens samtycke först.")


def _guest_may_log_in(facts: SipFacts) -> str | None:
    if facts.guest_may_log_in:
        return None
    return _("Det finns ingen med det personnumret som kan logga in. Kontrollera numret.")


def _guest_not_patient(facts: SipFacts) -> str | None:
    return _("Personen är den som planen gäller, och läser den under Min plan.") if facts.guest_is_patient else None


def _not_invited(facts: SipFacts) -> str | None:
    if not facts.guest_is_invited:
        return None
    return _("Personen är redan inbjuden. Ta tillbaka inbjudan först, om något i den ska ändras.")


def _invited(facts: SipFacts) -> str | None:
    return None if facts.guest_is_invited else _("Inbjudan är redan återtagen.")


def _last_day_fits(facts: SipFacts) -> str | None:
    if facts.last_day is None:
        return None
    if facts.last_day < facts.today:
        return _("Sista dagen har redan varit.")
    return _("Sista dagen kan vara högst ett år fram.") if facts.last_day > latest_follow_up(facts.today) else None


def _protection_chosen(facts: SipFacts) -> str | None:
    if not facts.patient_protected or facts.protection_known:
        return None
    return _("Patientens personuppgifter är skyddade. Kryssa i att personen ändå ska bjudas in.")


def _guest_named(facts: SipFacts) -> str | None:
    return None if facts.guest_is_named else _("Du står inte längre som ansvarig för aktiviteten. Läs planen igen.")


def _status_known(facts: SipFacts) -> str | None:
    return None if facts.status_known else _("Välj status i listan.")


day_not_future = Need("datumet är inte i framtiden", _day_not_future)
other_plan_known = Need("den andra planen är angiven", _other_plan_known)
no_ongoing = Need("personen har ingen pågående SIP", _ongoing)
patient_lives = Need("patienten lever", _patient_lives)
not_refused = planning.not_refused("patienten har inte nekat samtycke", _refused_words)
full_consent = planning.full_consent("samtycke eller menprövning är registrerat", not_refused)
not_ended = planning.not_closed("planen är inte avslutad", _ended_words)
not_called = Need("kallelsen är inte skickad", _not_called, known_beforehand=True)
called = Need("kallelsen är skickad", _called, known_beforehand=True)
call_first = Need("kallelsen är skickad", _call_first, known_beforehand=True)
reason_given = Need("orsaken är angiven", _reason_given)
complete = Need("de obligatoriska fälten är ifyllda", _complete)
texts_fit = Need("texterna ryms", _texts_fit)
hour_exists = Need("klockslaget finns den dagen", _hour_exists)
in_future = Need("mötestiden är i framtiden", _in_future)
type_fits = Need("Ny plan före och Uppföljning efter att planen är godkänd", _type_fits)
somebody_called = Need("någon annan enhet deltar", _somebody_called)
before_meeting = Need("mötestiden har inte varit", _before_meeting, known_beforehand=True)
meeting_begun = Need("mötet har börjat", _meeting_begun, known_beforehand=True)
knows_units = Need("för varje kallad enhet är det angivet om den deltog", _knows_units)
no_coordinator = Need("det finns ingen samordningsansvarig", _no_coordinator, known_beforehand=True)
coordinator_known = Need("det finns en samordningsansvarig", _coordinator_known, known_beforehand=True)
has_measures = Need(
    "varje deltagande enhet har ett delmål med en aktivitet, eller har markerat Inga egna insatser", _has_measures
)
follow_up_in_time = Need("uppföljningen är inom ett år", _follow_up_in_time)
active = Need("alla deltagande enheter har godkänt planen", _active, known_beforehand=True)
of_follow_up = Need("fältet är en aktivitets Status eller Uppföljning", _of_follow_up)
coordinated_here = Need(
    "samordningsansvarig, om det finns någon, är vid den egna enheten", _coordinated_here, known_beforehand=True
)
text_written = Need("något är skrivet", _text_written)
own_activity = Need("personen ansvarar för aktiviteten", _own_activity)
consented = Need("patienten har samtyckt", _consented, known_beforehand=True)
guest_may_log_in = Need("det finns en person med numret, som kan logga in", _guest_may_log_in)
guest_not_patient = Need("den inbjudna är inte personen som planen gäller", _guest_not_patient)
not_invited = Need("personen är inte redan inbjuden", _not_invited)
invited = Need("inbjudan är inte återtagen", _invited)
last_day_fits = Need("sista dagen har inte varit, och är inom ett år", _last_day_fits)
protection_chosen = Need("om patientens personuppgifter är skyddade: det är valt ändå", _protection_chosen)
guest_named = Need("den inbjudna ansvarar för aktiviteten", _guest_named)
status_known = Need("statusen finns i listan", _status_known)
