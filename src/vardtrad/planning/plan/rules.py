"""What may happen to any shared plan: the rows that SVU and SIP put into their own tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vardtrad.kernel.tables import NOWHERE, STAYS, Freshness, Need, Rule, at, by
from vardtrad.planning.plan.event_rules import EventFacts

REASON_LIMIT = 1_000
RESPONSIBILITY_LIMIT = 200
PHONE_HOURS_LIMIT = 100


class ProcessCode(TextChoices):
    """The two processes (001-001)."""

    SVU = "svu", gettext_lazy("SVU")
    SIP = "sip", gettext_lazy("SIP")


class State(TextChoices):
    """The states of a plan: how far information and consent have come."""

    CREATED = "created", gettext_lazy("Skapat")
    INFORMED = "informed", gettext_lazy("Information registrerad")
    CONSENTED = "consented", gettext_lazy("Samtycke registrerat")
    REFUSED = "refused", gettext_lazy("Nekat samtycke registrerat")
    HARM_ASSESSED = "harm_assessed", gettext_lazy("Menprövning utförd")
    WITHDRAWN = "withdrawn", gettext_lazy("Avregistrerat")
    ANNULLED = "annulled", gettext_lazy("Makulerat")


class Move(TextChoices):
    """The moves of a plan as a whole."""

    CREATE = "create", gettext_lazy("Skapa")
    INFORM = "inform", gettext_lazy("Registrera information till patienten")
    CONSENT = "consent", gettext_lazy("Registrera samtycke")
    REFUSE = "refuse", gettext_lazy("Registrera nekat samtycke")
    ASSESS_HARM = "assess_harm", gettext_lazy("Utför menprövning")
    WITHDRAW = "withdraw", gettext_lazy("Avregistrera")
    ADD_UNIT = "add_unit", gettext_lazy("Ny deltagare")
    REMOVE_UNIT = "remove_unit", gettext_lazy("Ta bort enhet")
    ADD_ROLE = "add_role", gettext_lazy("Lägg till roll")
    REMOVE_ROLE = "remove_role", gettext_lazy("Ta bort roll")
    ADD_CONTACT = "add_contact", gettext_lazy("Registrera fast vårdkontakt")
    MOVE_CONTACT = "move_contact", gettext_lazy("Byt enhet för fast vårdkontakt")
    REMOVE_CONTACT = "remove_contact", gettext_lazy("Ta bort fast vårdkontakt")
    REGISTER_EVENT = "register_event", gettext_lazy("Registrera händelse")
    REMOVE = "remove", gettext_lazy("Ta bort plan")
    ARCHIVE = "archive", gettext_lazy("Lämna startsidan")


class Capacity(TextChoices):
    """The capacities in which somebody may act in a plan."""

    INPATIENT = "inpatient", gettext_lazy("Deltagande enhet i slutenvården")
    OUTPATIENT = "outpatient", gettext_lazy("Deltagande enhet i öppenvården")
    MUNICIPALITY = "municipality", gettext_lazy("Deltagande enhet i kommunen")
    READER = "reader", gettext_lazy("Läser utan att delta (läsläge)")
    WRITER = "writer", gettext_lazy("Enhet i slutenvården som skriver utan att delta")
    CLOCK = "clock", gettext_lazy("Vårdtråds klocka")
    PERSON = "person", gettext_lazy("Personen som planen gäller, eller ombudet enligt reglerna för ombud")
    PERSON_READS = "person_reads", gettext_lazy("Ombud för personen som bara får läsa")
    GUEST = "guest", gettext_lazy("Person som är inbjuden till planen")
    CONCERNED = "concerned", gettext_lazy("Den enhet som åtgärden rör")


@dataclass(frozen=True, kw_only=True)
class PlanFacts(EventFacts):
    """The facts that the needs of any plan ask for, gathered under the lock.

    ``refused`` and ``withdrawn`` are the patient's no, if one holds: that the patient has refused, or that what was
    registered about consent has been withdrawn and no more.
    """

    state: str = ""
    closed: bool = False
    written: bool = False
    actor_licensed: bool = False
    responsible_licensed: bool = False
    refused: bool = False
    withdrawn: bool = False
    # Participants
    unit_active: bool = False
    unit_takes_part: bool = False
    unit_is_inpatient: bool = False
    unit_is_own: bool = False
    unit_is_partys_last: bool = False
    unit_is_last: bool = False
    fills_gap: bool = False
    own_organisation: bool = False
    role_at_unit: bool = False
    role_takes_part: bool = False
    duties_left: bool = False
    # Contacts
    contact_found: bool = False
    contact_known: bool = False
    is_convener: bool = False
    convener_exists: bool = False
    may_keep_contacts: bool = False
    # Confirming
    may_do_duty: bool = False
    duty_words: str = ""
    already_done: bool = False
    same_round: bool = True


LIMITED = frozenset({State.REFUSED.value, State.WITHDRAWN.value})
"""The patient has refused: only what the law requires continues (001-090, design decision 7)."""
FULL = frozenset({State.CONSENTED.value, State.HARM_ASSESSED.value})
REGISTERED = FULL | LIMITED
ALIVE = frozenset(State.values) - {State.ANNULLED.value}


def no_words(state: str) -> str:
    """The patient's no in a plan's state of ``LIMITED``, as a sentence: a refusal, or what was registered withdrawn."""
    if state == State.WITHDRAWN:
        return _("Uppgiften om samtycke är avregistrerad.")
    return _("Patienten har nekat samtycke.")


def _written_or_reason(facts: PlanFacts) -> str | None:
    if facts.written or facts.reason.strip():
        return None
    return _("Skriv varför skriftlig information inte kan lämnas.")


def _confirmed(facts: PlanFacts) -> str | None:
    return None if facts.confirmed else _("Kryssa i rutan för att bekräfta.")


def _licensed(facts: PlanFacts) -> str | None:
    return None if facts.actor_licensed else _("Bara legitimerad personal kan utföra menprövning.")


def _responsible_licensed(facts: PlanFacts) -> str | None:
    if facts.responsible_licensed:
        return None
    return _("Ange en legitimerad person som har ansvarat för menprövningen.")


def _refusal_overridden(facts: PlanFacts) -> str | None:
    if not (facts.refused or facts.withdrawn) or facts.reason.strip():
        return None
    if facts.refused:
        return _("Patienten har tidigare nekat samtycke. Beskriv varför samtycke inte längre kan inhämtas.")
    return _("Uppgiften om samtycke är avregistrerad. Beskriv varför samtycke inte längre kan inhämtas.")


def _fills_gap(facts: PlanFacts) -> str | None:
    if facts.state not in LIMITED or facts.fills_gap:
        return None
    left = _("Då kan bara en part som saknar mottagare läggas till.")
    return f"{no_words(facts.state)} {left}"


def _consent_registered(facts: PlanFacts) -> str | None:
    if facts.state in REGISTERED:
        return None
    return _("Registrera information till patienten och ett av samtyckesalternativen först.")


def _unit_active(facts: PlanFacts) -> str | None:
    return None if facts.unit_active else _("Enheten är inte aktiv. Välj en enhet i listan.")


def _unit_new(facts: PlanFacts) -> str | None:
    return _("Enheten deltar redan.") if facts.unit_takes_part else None


def _unit_takes_part(facts: PlanFacts) -> str | None:
    return None if facts.unit_takes_part else _("Enheten deltar inte längre i ärendet.")


def _ward_removes_itself(facts: PlanFacts) -> str | None:
    if not facts.unit_is_inpatient or facts.unit_is_own:
        return None
    return _("Bara avdelningen själv kan ta bort sig från ärendet.")


def _party_stays(facts: PlanFacts) -> str | None:
    # After a refusal a unit that filled a gap by mistake can leave again, so that the right one can be added.
    if not facts.unit_is_partys_last or facts.state in LIMITED:
        return None
    return _("Enheten är den enda från sin part i ärendet. Lägg till en annan enhet först, och ta sedan bort den här.")


def _unit_stays(facts: PlanFacts) -> str | None:
    if not facts.unit_is_last:
        return None
    return _("Enheten är den enda i ärendet. Lägg till en annan enhet först, och ta sedan bort den här.")


def _own_organisation(facts: PlanFacts) -> str | None:
    return None if facts.own_organisation else _("Roller kan bara ändras på enheter i den egna organisationen.")


def _role_at_unit(facts: PlanFacts) -> str | None:
    return None if facts.role_at_unit else _("Rollen finns inte på enheten. Välj en roll i listan.")


def _role_new(facts: PlanFacts) -> str | None:
    return _("Rollen deltar redan.") if facts.role_takes_part else None


def _role_takes_part(facts: PlanFacts) -> str | None:
    return None if facts.role_takes_part else _("Rollen deltar inte längre.")


def _duties_left(facts: PlanFacts) -> str | None:
    if facts.duties_left:
        return None
    return _("Rollen kan inte tas bort: ingen annan roll på enheten har samma ansvar, och då stannar ärendet.")


def _may_keep_contacts(facts: PlanFacts) -> str | None:
    return None if facts.may_keep_contacts else _("Öppenvården registrerar fast vårdkontakt.")


def _contact_found(facts: PlanFacts) -> str | None:
    return (
        None if facts.contact_found else _("Välj en person i listan. Personen behöver arbeta på den enhet som anges.")
    )


def _contact_known(facts: PlanFacts) -> str | None:
    return None if facts.contact_known else _("Personen är inte längre fast vårdkontakt i ärendet.")


def _responsibility(facts: PlanFacts) -> str | None:
    if facts.is_convener or facts.reason.strip():
        return None
    return _("Skriv vad vårdkontakten ansvarar för, eller markera att personen är kallelseansvarig.")


def _one_convener(facts: PlanFacts) -> str | None:
    if not (facts.is_convener and facts.convener_exists):
        return None
    return _("Det finns redan en kallelseansvarig i ärendet. Ta bort den först.")


def _may_do_duty(facts: PlanFacts) -> str | None:
    if facts.may_do_duty:
        return None
    return _("Din roll har inte ansvaret %(duty)s på enheten.") % {"duty": facts.duty_words}


def _not_done(facts: PlanFacts) -> str | None:
    return _("Din enhet har redan gjort detta.") if facts.already_done else None


def _same_round(facts: PlanFacts) -> str | None:
    if facts.same_round:
        return None
    return _("Uppgifterna har ändrats sedan du öppnade sidan. Läs det som gäller nu och försök igen.")


written_or_reason = Need("skriftlig information är lämnad, eller orsaken angiven", _written_or_reason)
confirmed = Need("den som gör det har bekräftat", _confirmed)
licensed = Need("den som utför menprövningen är legitimerad", _licensed, known_beforehand=True)
responsible_licensed = Need("den som har ansvarat för menprövningen är legitimerad", _responsible_licensed)
refusal_overridden = Need(
    "efter ett nekat eller avregistrerat samtycke: orsaken till att samtycke inte längre kan inhämtas",
    _refusal_overridden,
)
fills_gap = Need(
    "patienten har inte nekat samtycke, eller så saknar enhetens part mottagare", _fills_gap, known_beforehand=True
)
consent_registered = Need(
    "information och ett samtyckesalternativ är registrerade", _consent_registered, known_beforehand=True
)
unit_active = Need("enheten är aktiv i planeringen", _unit_active)
unit_new = Need("enheten deltar inte redan", _unit_new)
unit_takes_part = Need("enheten deltar", _unit_takes_part)
ward_removes_itself = Need("en avdelning tas bara bort av sig själv", _ward_removes_itself)
party_stays = Need("parten har kvar minst en enhet (inte efter nekat samtycke)", _party_stays)
unit_stays = Need("minst en enhet är kvar", _unit_stays)
own_organisation = Need("enheten hör till den egna organisationen", _own_organisation)
role_at_unit = Need("rollen är aktiv på enheten", _role_at_unit)
role_new = Need("rollen deltar inte redan", _role_new)
role_takes_part = Need("rollen deltar", _role_takes_part)
duties_left = Need("någon annan roll på enheten har samma ansvar", _duties_left)
may_keep_contacts = Need(
    "öppenvården registrerar – eller slutenvården, om regionen har valt det", _may_keep_contacts, known_beforehand=True
)
contact_found = Need("personen finns i katalogen och arbetar på enheten", _contact_found)
contact_known = Need("personen är fast vårdkontakt i ärendet", _contact_known)
responsibility = Need("vårdkontakten är kallelseansvarig, eller dess ansvar är angivet", _responsibility)
one_convener = Need("det finns högst en kallelseansvarig", _one_convener)
may_do_duty = Need("rollen har ansvaret på enheten", _may_do_duty)
not_done = Need("enheten har inte redan gjort det", _not_done)
same_round = Need("uppgifterna är desamma som på sidan", _same_round)


def not_refused(words: str, left: Callable[[], str]) -> Need[PlanFacts]:
    """The need that the patient has not said no; ``left`` is the sentence on what can still be done in the process."""

    def refusal(facts: PlanFacts) -> str | None:
        return f"{no_words(facts.state)} {left()}" if facts.state in LIMITED else None

    return Need(words, refusal, known_beforehand=True)


def full_consent(words: str, refused: Need[PlanFacts]) -> Need[PlanFacts]:
    """The need of consent or a harm assessment; ``refused`` says what a no leaves open in the process."""
    return Need(words, lambda facts: _consent_registered(facts) or refused.refusal(facts), known_beforehand=True)


def not_closed(words: str, sentence: Callable[[], str]) -> Need[PlanFacts]:
    """The need that the process has not ended; ``sentence`` says how it ended, and how that is taken back."""
    return Need(words, lambda facts: sentence() if facts.closed else None, known_beforehand=True)


NEEDS_FRESH_PAGE, ORDER_DOES_NOT_MATTER, FIELD = (
    Freshness.NEEDS_FRESH_PAGE,
    Freshness.ORDER_DOES_NOT_MATTER,
    Freshness.FIELD,
)
NEW = frozenset({NOWHERE})
PARTIES = by(Capacity.INPATIENT, Capacity.OUTPATIENT, Capacity.MUNICIPALITY)
RECEIVERS = by(Capacity.OUTPATIENT, Capacity.MUNICIPALITY)
CLOCK = by(Capacity.CLOCK)
CONCERNED = by(Capacity.CONCERNED)
"""Only notified, never acting: the unit that a move names by ``Moving.concerns``."""
SILENT = by()
ASKABLE = at(State.INFORMED, State.WITHDRAWN)


def shared(
    *,
    lead: frozenset[str],
    withdraws: frozenset[str],
    contacts: frozenset[str],
    open_: Need[PlanFacts],
    agreed: Need[PlanFacts],
    joins: tuple[Need[PlanFacts], ...] = (fills_gap,),
    leaves: tuple[Need[PlanFacts], ...] = (ward_removes_itself, party_stays),
) -> tuple[Rule[PlanFacts], ...]:
    """The rows of every plan.

    ``lead`` registers information and consent, ``withdraws`` takes consent back, ``contacts`` registers permanent care
    contacts. Whom a move notifies are the parties whose start pages show the plan as changed. ``open_`` and ``agreed``
    are the process's own ``not_closed`` and ``not_refused``, whose sentences name its steps. ``joins`` and ``leaves``
    are what the process asks before a unit is added or removed.
    """
    # fmt: off
    return (
        #    move               start                    end              who        tells      freshness  needs
        Rule(Move.INFORM,          at(State.CREATED),           State.INFORMED,      lead,      lead,      ORDER_DOES_NOT_MATTER, (written_or_reason,)),
        Rule(Move.INFORM,          ALIVE - at(State.CREATED),   STAYS,           lead,      lead,      ORDER_DOES_NOT_MATTER, (written_or_reason, open_)),
        Rule(Move.CONSENT,         ASKABLE,                 State.CONSENTED,     lead,      PARTIES,   ORDER_DOES_NOT_MATTER, (confirmed, open_)),
        Rule(Move.REFUSE,          ASKABLE,                 State.REFUSED,       lead,      PARTIES,   ORDER_DOES_NOT_MATTER, (confirmed, open_)),
        Rule(Move.ASSESS_HARM,     ASKABLE,                 State.HARM_ASSESSED, lead,      PARTIES,   ORDER_DOES_NOT_MATTER, (licensed, responsible_licensed, refusal_overridden, open_)),
        Rule(Move.WITHDRAW,        FULL | at(State.REFUSED),    State.WITHDRAWN,     withdraws, PARTIES,   ORDER_DOES_NOT_MATTER, (confirmed, open_)),
        Rule(Move.ADD_UNIT,        ALIVE,                   STAYS,           PARTIES,   PARTIES,   ORDER_DOES_NOT_MATTER, (*joins, unit_active, unit_new)),
        Rule(Move.REMOVE_UNIT,     ALIVE,                   STAYS,           PARTIES,   PARTIES,   ORDER_DOES_NOT_MATTER, (unit_takes_part, *leaves, confirmed)),
        Rule(Move.ADD_ROLE,        ALIVE,                   STAYS,           PARTIES,   CONCERNED, ORDER_DOES_NOT_MATTER, (unit_takes_part, own_organisation, role_at_unit, role_new)),
        Rule(Move.REMOVE_ROLE,     ALIVE,                   STAYS,           PARTIES,   CONCERNED, ORDER_DOES_NOT_MATTER, (unit_takes_part, own_organisation, role_takes_part, duties_left, confirmed)),
        Rule(Move.ADD_CONTACT,     ALIVE,                   STAYS,           contacts,  PARTIES,   ORDER_DOES_NOT_MATTER, (may_keep_contacts, agreed, contact_found, responsibility, one_convener)),
        Rule(Move.MOVE_CONTACT,    ALIVE,                   STAYS,           contacts,  PARTIES,   ORDER_DOES_NOT_MATTER, (may_keep_contacts, agreed, contact_known, contact_found)),
        Rule(Move.REMOVE_CONTACT,  ALIVE,                   STAYS,           contacts,  PARTIES,   ORDER_DOES_NOT_MATTER, (may_keep_contacts, contact_known, confirmed)),
        Rule(Move.ARCHIVE,         ALIVE,                   STAYS,           CLOCK,     SILENT,    ORDER_DOES_NOT_MATTER, (), leaves_unchanged=True),
    )
    # fmt: on
