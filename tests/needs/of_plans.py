"""What the rows of an SVU need: the plan as a whole, and each of its steps."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tests.needs.oracle import Break, Oracle, breaks
from vardtrad.planning.svu import rules

DAY, DAY_BEFORE, DAY_AFTER, LATER = (date(2026, 11, day) for day in (20, 19, 21, 25))
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)

GOOD = rules.SvuFacts(
    state="consented", confirmed=True, reason="Orsak.", written=True, actor_licensed=True, responsible_licensed=True,
    unit_active=True, unit_takes_part=True, own_organisation=True, role_at_unit=True, role_takes_part=True,
    duties_left=True, contact_found=True, contact_known=True, may_keep_contacts=True, may_do_duty=True,
    event_known=True, text="Text.", message_found=True, message_own=True, asked_of_unit=True, field_known=True,
    field_of_own_party=True, day=DAY, expected=DAY, today=DAY, admitted=DAY, judged=NOON, judged_latest=NOON,
    admission_published=True, doctor_given=True, doctor_licensed=True, ending="discharge", ending_known=True,
    discharged_to_known=True, convener=True, on_start_page=True, sip_answer="ja",
)  # fmt: skip
BETTER = {"add_unit": {"unit_takes_part": False}, "add_role": {"role_takes_part": False}}

NO = {"refused": "Patienten har nekat samtycke", "withdrawn": "Uppgiften om samtycke är avregistrerad"}
FIRST = "ett av samtyckesalternativen först"


def after_a_no(words: str = "", **facts: object) -> tuple[Break, ...]:
    """The patient has refused, or what was registered has been withdrawn: the sentence says which."""
    return tuple(Break(words or said, {"state": state, **facts}) for state, said in NO.items())


def before_consent() -> tuple[Break, ...]:
    """The patient has not been asked yet."""
    return tuple(Break(FIRST, {"state": state}) for state in ("created", "informed"))


BREAKS = {
    # Consent
    "written_or_reason": breaks("varför skriftlig information", written=False, reason=" "),
    "confirmed": breaks("Kryssa i rutan", confirmed=False),
    "licensed": breaks("Bara legitimerad personal", actor_licensed=False),
    "responsible_licensed": breaks("Ange en legitimerad person", responsible_licensed=False),
    "refusal_overridden": breaks("tidigare nekat samtycke", refused=True, reason=" "),
    "knows_other": breaks("redan en pågående SVU", knows_other=False),
    "not_refused": after_a_no(),
    "fills_gap": after_a_no("bara en part som saknar mottagare"),
    "consent_registered": before_consent(),
    "full_consent": (*before_consent(), *after_a_no()),
    "not_closed": breaks("Patienten är utskriven", closed=True),
    # Participants
    "unit_active": breaks("Enheten är inte aktiv", unit_active=False),
    "unit_new": breaks("Enheten deltar redan", unit_takes_part=True),
    "unit_takes_part": breaks("deltar inte längre i ärendet", unit_takes_part=False),
    "ward_removes_itself": breaks("Bara avdelningen själv", unit_is_inpatient=True),
    "party_stays": breaks("den enda från sin part", unit_is_partys_last=True),
    "own_organisation": breaks("egna organisationen", own_organisation=False),
    "role_at_unit": breaks("Rollen finns inte på enheten", role_at_unit=False),
    "role_new": breaks("Rollen deltar redan", role_takes_part=True),
    "role_takes_part": breaks("Rollen deltar inte längre", role_takes_part=False),
    "duties_left": breaks("har samma ansvar", duties_left=False),
    # Contacts
    "may_keep_contacts": breaks("Öppenvården registrerar", may_keep_contacts=False),
    "contact_found": breaks("behöver arbeta på den enhet", contact_found=False),
    "contact_known": breaks("inte längre fast vårdkontakt", contact_known=False),
    "responsibility": breaks("vad vårdkontakten ansvarar för", is_convener=False, reason=" "),
    "one_convener": breaks("redan en kallelseansvarig", is_convener=True, convener_exists=True),
    # Confirming
    "may_do_duty": breaks("har inte ansvaret kvittera", may_do_duty=False, duty_words="kvittera"),
    "not_done": breaks("redan gjort detta", already_done=True),
    "same_round": breaks("Uppgifterna har ändrats", same_round=False),
    "not_started": breaks("Kartläggningen är påbörjad", assessment_started=True),
    # Events
    "event_known": breaks("Välj en händelse", event_known=False),
    "event_of_party": breaks("registreras av en annan part", event_of_party=False),
    "event_text": breaks("Beskriv händelsen", reason=" "),
    "names_what_it_corrects": (
        *breaks("vilken händelse som rättas", event_kind="correction"),
        *breaks("vilken händelse som rättas", event_kind="cancellation"),
    ),
    "returns_from_leave": breaks("inte på permission", event_kind="return"),
    "dies_once": breaks("redan registrerad som avliden", event_kind="deceased", deceased=True),
    "somebody_to_tell": breaks("Alla parter har en mottagare", event_kind="told_outside"),
    "death_confirmed": breaks("Bekräfta att det är rätt patient", event_kind="deceased", confirmed=False),
    "death_not_future": breaks("Datumet kan inte vara i framtiden", event_kind="deceased", day=DAY_AFTER),
    "not_deceased": breaks("registrerad som avliden", deceased=True),
    "returns_after_leave": breaks(
        "före dagen då permissionen började", event_kind="return", event_standing="leave", event_since=DAY_AFTER
    ),
    "ahead_or_sure": breaks("framåt i tiden", event_kind="transfer", day=DAY_AFTER, confirmed=False),
    "event_in_the_stay": breaks("inte vara före inskrivningsdatum", event_kind="leave", day=DAY_BEFORE),
    # Messages
    "some_text": breaks("Skriv ett meddelande", text=" "),
    "not_too_long": breaks("1 tecken för lång. Högst 4000", text="x" * 4001),
    "tells_nobody": breaks("patientens namn eller ett personnummer", tells_who=True, sure=False),
    "receivers_take_part": breaks("En av enheterna deltar inte längre", receivers_take_part=False),
    "message_found": breaks("Meddelandet finns inte", message_found=False),
    "asked": breaks("behöver inte kvittera meddelandet", asked_of_unit=False),
    "not_given": breaks("redan kvitterat meddelandet", receipt_given=True),
    "not_annulled": breaks("redan makulerat", message_annulled=True),
    "own": breaks("Bara den enhet som skickade", message_own=False),
    # Admission
    "dates_given": (
        *breaks("Fyll i inskrivningsdatum", day=None),
        *breaks("Fyll i beräknad tid", expected=None),
    ),
    "not_future": breaks("Inskrivningsdatum kan inte vara i framtiden", day=DAY_AFTER, expected=LATER, judged=None),
    "expected_after": breaks("kan inte vara före inskrivningsdatum", expected=DAY_BEFORE),
    "judged_in_the_stay": (
        *breaks("före inskrivningsdatum", judged=datetime(2026, 11, 19, 12, tzinfo=UTC)),
        *breaks("bedömts i framtiden", judged=datetime(2026, 11, 20, 12, 1, tzinfo=UTC)),
    ),
    "cause_as_allowed": (*breaks("Fyll i inskrivningsorsak", reason=" "), *after_a_no("får inte lämnas ut")),
    "no_cause_refused": after_a_no("får inte lämnas ut"),
    "receivers_or_sure": breaks("ingen mottagare i kommunen", parties_missing=("kommunen",), confirmed=False),
    # Time
    "admission_published": breaks("Publicera inskrivningen först", admission_published=False),
    "day_given": breaks("Fyll i datum", day=None),
    "day_after_admission": breaks("inte vara före inskrivningsdatum", day=DAY_BEFORE),
    "reason_for_change": breaks("Ange orsak till ändring", reason=" "),
    "doctor_given": (
        *breaks("Ange ansvarig läkare", doctor_given=False, doctor_licensed=False),
        *breaks("behöver vara en legitimerad läkare", doctor_licensed=False),
    ),
    # Fields
    "field_known": breaks("Fältet finns inte", field_known=False),
    "field_of_own_party": breaks("fylls i av en annan part", field_of_own_party=False),
    "field_row_stands": (
        *breaks("Fältet finns inte", field_row_known=False),
        *breaks("Delmålet har tagits bort av Oskar", field_row_words="Delmålet", field_row_removed_by="Oskar"),
    ),
    "field_current": breaks("Någon annan har ändrat fältet", field_revision_current=False),
    "field_fits": (
        *breaks("1 tecken för lång. Högst 8000", field_value="x" * 8001),
        *breaks("Välj ett av alternativen", field_value="annat", field_choices=("ja", "nej")),
    ),
    "field_persons": (
        *breaks("finns inte i katalogen", field_persons=1, field_persons_known=False),
        *breaks("bara legitimerade läkare", field_persons=1, field_persons_fit=False),
        *breaks("Här anges en person", field_persons=2),
    ),
    # Statement
    "nothing_missing": breaks("Fyll i det som saknas först: Egenvård.", missing_fields=("Egenvård",)),
    "sip_approved": breaks("Svara Ja", party_is_outpatient=True, sip_answer=""),
    "unlocked": breaks("slutjusterat", finally_attested=True),
    "breaks_knowingly": breaks("har redan justerat", breaks=True, knows_it_breaks=False),
    "said_why": breaks("Skriv varför ställningstagandet inte godkänns", reason=" "),
    # Discharge
    "discharge_day_not_future": breaks("Datum för utskrivning kan inte vara i framtiden", day=DAY_AFTER),
    "ending_known": breaks("Välj Utskrivning eller Avslut", ending="annat", ending_known=False),
    "discharged_to": breaks("Utskriven till", discharged_to_known=False),
    "comment_where_elsewhere": breaks("vart patienten skrivs ut", discharged_elsewhere=True, reason=" "),
    "convener_or_sure": breaks("kallelseansvar saknas", convener=False, confirmed=False),
    "on_start_page": breaks("lämnat startsidan", on_start_page=False),
}

SAVING = "field_known field_of_own_party field_row_stands field_current field_fits field_persons"
CONFIRMS = "may_do_duty same_round not_done"
DATES = "dates_given not_future expected_after judged_in_the_stay cause_as_allowed"
WORKS = "full_consent not_closed not_deceased"

ROWS = {
    "plan": {
        ("create", ""): "knows_other",
        ("inform", "created"): "written_or_reason",
        ("inform", "informed"): "written_or_reason not_closed",
        ("consent", "informed"): "confirmed not_closed",
        ("refuse", "informed"): "confirmed not_closed",
        ("assess_harm", "informed"): "licensed responsible_licensed refusal_overridden not_closed",
        ("withdraw", "consented"): "confirmed not_closed",
        ("add_unit", "consented"): "fills_gap unit_active unit_new",
        ("remove_unit", "consented"): "unit_takes_part ward_removes_itself party_stays confirmed",
        ("add_role", "consented"): "unit_takes_part own_organisation role_at_unit role_new",
        ("remove_role", "consented"): "unit_takes_part own_organisation role_takes_part duties_left confirmed",
        ("add_contact", "consented"): "may_keep_contacts not_refused contact_found responsibility one_convener",
        ("move_contact", "consented"): "may_keep_contacts not_refused contact_known contact_found",
        ("remove_contact", "consented"): "may_keep_contacts contact_known confirmed",
        ("archive", "consented"): "",
        ("register_event", "consented"): (
            "admission_published day_given event_in_the_stay death_not_future event_known event_of_party"
            " names_what_it_corrects returns_from_leave dies_once somebody_to_tell event_text death_confirmed"
            " returns_after_leave ahead_or_sure"
        ),
        ("remove", "consented"): "confirmed not_started not_closed",
        ("write_message", "consented"): "not_refused some_text not_too_long receivers_take_part tells_nobody",
        ("acknowledge_message", "consented"): "message_found asked not_given not_annulled may_do_duty",
        ("annul_message", "consented"): "message_found own not_annulled",
    },
    "admission": {
        ("save_draft", ""): "consent_registered dates_given expected_after judged_in_the_stay no_cause_refused",
        ("publish_admission", ""): f"consent_registered {DATES} receivers_or_sure",
        ("correct_admission", "published"): f"not_closed {DATES}",
        ("acknowledge", "published"): f"not_deceased {CONFIRMS}",
    },
    "discharge_time": {
        ("change_estimate", ""): (
            "admission_published not_closed not_deceased day_given day_after_admission reason_for_change"
        ),
        ("declare_ready", ""): (
            "admission_published not_closed not_deceased day_given day_after_admission doctor_given"
        ),
        ("declare_ready", "ready"): (
            "not_closed not_deceased day_given day_after_admission reason_for_change doctor_given"
        ),
        ("acknowledge", "estimated"): f"not_deceased {CONFIRMS}",
    },
    "assessment": {
        ("start_assessment", ""): "full_consent admission_published not_closed not_deceased",
        ("start_assessment", "started"): "full_consent",
        ("save_assessment", "started"): f"full_consent not_closed {SAVING}",
    },
    "statement": {
        ("save_statement", ""): f"full_consent admission_published not_closed {SAVING}",
        ("save_statement", "marked"): f"full_consent not_closed unlocked {SAVING} breaks_knowingly",
        ("mark_complete", "writing"): f"{WORKS} nothing_missing",
        ("approve_sip", "marked"): f"{WORKS} unlocked",
        ("reject_sip", "marked"): f"{WORKS} unlocked said_why",
        ("attest", "marked"): f"full_consent not_deceased {CONFIRMS} nothing_missing sip_approved",
        ("attest", "rejected"): f"full_consent not_deceased {CONFIRMS} nothing_missing",
    },
    "discharge": {
        ("discharge", ""): (
            "admission_published day_given discharge_day_not_future day_after_admission ending_known discharged_to"
            " comment_where_elsewhere convener_or_sure"
        ),
        ("undo_discharge", "published"): "confirmed on_start_page",
    },
}  # fmt: skip
TABLES = {
    "plan": rules.TABLE,
    "admission": rules.ADMISSION,
    "discharge_time": rules.DISCHARGE_TIME,
    "assessment": rules.ASSESSMENT,
    "statement": rules.STATEMENT,
    "discharge": rules.DISCHARGE,
}
SVU = {f"svu.{name}": Oracle(table, ROWS[name], GOOD, BREAKS, BETTER) for name, table in TABLES.items()}
