"""The ward's steps on the page of an SVU, as the ward, the health centre and the municipality meet them."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.plans import Drive
from vardtrad.gate.models import Trace
from vardtrad.kernel import clock
from vardtrad.planning.messages.models import Message
from vardtrad.planning.plan.models import Event, Plan
from vardtrad.planning.svu import archiving
from vardtrad.shared.web import dates


def page(who, svu, step="", ask=""):
    """The plan's page as somebody opens it."""
    return who.browser.open(
        f"{who.base}svu/{svu.key}/" + (f"{step}/" if step else "") + (f"?visa={ask}" if ask else "")
    )


def iso(days):
    """The day ``days`` days from today, as the browser sends it."""
    return (clock.today() + timedelta(days=days)).isoformat()


def buttons(opened):
    """What can be pressed in the page's main part."""
    return [button.text for button in opened.main.all("button")]


# ── Inskrivning ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("001-249")
def test_the_fields_open_when_consent_is_registered(planners):
    svu = Drive(planners).informed()
    before = page(svu.ward, svu, "inskrivning")
    assert "Publicera" not in buttons(before)
    assert "Registrera först information till patienten och ett av samtyckesalternativen" in before.text
    svu.consented()
    opened = page(svu.ward, svu, "inskrivning")
    assert [label.text for label in opened.form("Publicera").all("label")] == [
        "Inskrivningsdatum", "Beräknad tid för utskrivning", "Inskrivningsorsak",
    ]  # fmt: skip


@pytest.mark.req("001-095", "001-096", "001-097")
def test_a_draft_is_the_wards_own_until_it_is_published(planners):
    svu = Drive(planners).consented()
    typed = {"day": iso(-1), "expected": iso(4), "reason": "Fallolycka med höftfraktur."}
    draft = page(svu.ward, svu, "inskrivning").press("Spara utkast", **typed)
    assert "Bara slutenvården ser det" in draft.alerts
    assert draft.fields("Publicera")["reason"] == "Fallolycka med höftfraktur."
    assert page(svu.care, svu).status == 404
    shown = draft.press("Publicera")
    assert "Inskrivningen är publicerad." in shown.alerts
    for who in (svu.care, svu.town):
        seen = page(who, svu, "inskrivning")
        assert "Fallolycka med höftfraktur." in seen.main.text
        assert "Publicera" not in buttons(seen)


@pytest.mark.parametrize(
    ("day", "expected", "sentence"),
    [
        (None, 4, "Fyll i inskrivningsdatum."),
        (-1, None, "Fyll i beräknad tid för utskrivning."),
        (1, 4, "Inskrivningsdatum kan inte vara i framtiden."),
        (-1, -2, "Beräknad tid för utskrivning kan inte vara före inskrivningsdatum."),
        ("0001-01-01", 4, "Kontrollera årtalet i datumet."),
        (-1, "9999-12-31", "Kontrollera årtalet i datumet."),
        ("2026-02-29", 4, "Skriv datumet som 2026-11-24."),
        ("igår", 4, "Skriv datumet som 2026-11-24."),
    ],
)
def test_impossible_days_are_refused_and_the_text_is_kept(planners, day, expected, sentence):
    svu = Drive(planners).consented()
    typed = {
        "day": day if isinstance(day, str) else iso(day) if day is not None else "",
        "expected": expected if isinstance(expected, str) else iso(expected) if expected is not None else "",
        "reason": "En lång text som inte får försvinna.",
    }
    back = page(svu.ward, svu, "inskrivning").press("Publicera", **typed)
    assert back.status == 422
    assert sentence in back.text
    assert back.fields("Publicera") | typed == back.fields("Publicera")
    assert svu.steps.admission is None


@pytest.mark.req("001-090")
def test_after_a_refusal_only_the_days_are_written_and_published(planners):
    svu = Drive(planners).refused()
    opened = page(svu.ward, svu, "inskrivning")
    assert "reason" not in opened.fields("Publicera")
    opened.press("Publicera", day=iso(-1), expected=iso(4))
    assert svu.steps.admission.state == "published"
    assert svu.steps.admission.reason == ""


@pytest.mark.req("001-090")
def test_a_reason_typed_before_a_refusal_is_not_published_and_not_lost(planners):
    svu = Drive(planners).consented()
    opened = page(svu.ward, svu, "inskrivning")
    svu.withdrawn()
    back = opened.press("Publicera", day=iso(-1), expected=iso(4), reason="Höftfraktur.")
    assert "Ta bort inskrivningsorsaken" in back.alerts
    assert back.fields("Publicera")["reason"] == "Höftfraktur."


@pytest.mark.req("001-090")
def test_after_a_withdrawal_others_do_not_read_the_cause(planners):
    svu = Drive(planners).published().ready().withdrawn()
    assert "Fallolycka" in page(svu.ward, svu, "inskrivning").main.text
    seen = page(svu.care, svu, "inskrivning")
    assert "Fallolycka" not in seen.text
    assert dates.long_day(svu.steps.admission.admitted) in seen.main.text
    time = page(svu.care, svu, "tid")
    assert "Doris Dal" not in time.main.text
    assert dates.long_day(clock.today()) in time.main.text


@pytest.mark.req("001-104", "001-125", "001-246")
def test_each_unit_acknowledges_once_and_the_strip_names_who_did(planners):
    svu = Drive(planners).published()
    opened = page(svu.care, svu, "inskrivning")
    strip = opened.main.one("div", class_="just")
    assert "Vårdcentralen Planen: inte klar. Kan göra det: läkare, samordnare, sjuksköterska." in strip.text
    assert "Kvittera" not in buttons(page(svu.ward, svu, "inskrivning"))
    done = opened.press("Kvittera")
    assert "Inskrivning är kvitterad för din enhet." in done.alerts
    assert "Kvittera" not in buttons(done)
    assert "Oskar Oxel" in page(svu.ward, svu, "inskrivning").main.one("div", class_="just").text
    assert svu.colours(svu.care)[0] == "wait"


def test_a_correction_is_acknowledged_again(planners):
    svu = Drive(planners).published().acknowledged()
    opened = page(svu.ward, svu, "inskrivning", "inskrivning")
    said = opened.press("Publicera rättelse", reason="Fallolycka med bäckenfraktur.")
    assert "rättad" in said.alerts
    assert svu.steps.admission.round == 2
    assert "Kvittera" in buttons(page(svu.town, svu, "inskrivning"))


def test_when_two_correct_at_once_the_second_keeps_the_text_and_sees_the_first(planners):
    svu = Drive(planners).published()
    late = page(svu.ward, svu, "inskrivning", "inskrivning")
    doris = planners.staff["doris"]
    page(doris, svu, "inskrivning", "inskrivning").press("Publicera rättelse", reason="Bäckenfraktur.")
    back = late.press("Publicera rättelse", reason="Handledsfraktur.")
    assert "Det har hänt något sedan du öppnade sidan" in back.alerts
    assert back.fields("Publicera rättelse")["reason"] == "Handledsfraktur."
    back.press("Publicera rättelse")
    assert svu.steps.admission.reason == "Handledsfraktur."


@pytest.mark.req("001-098", "001-263")
def test_ta_bort_plan(planners):
    svu = Drive(planners).published()
    asked = page(svu.ward, svu, "inskrivning", "ta-bort")
    after = asked.press("Ta bort")
    assert after.address == svu.ward.base
    assert "makulerad" in after.alerts
    assert Plan.objects.get(pk=svu.key).state == "annulled"
    for who in (svu.ward, svu.care, svu.town):
        assert page(who, svu).status == 404


@pytest.mark.req("001-099")
def test_ta_bort_is_gone_once_the_assessment_has_begun(planners):
    svu = Drive(planners).published()
    asked = page(svu.ward, svu, "inskrivning", "ta-bort")
    svu.assessing()
    assert "Kartläggningen är påbörjad" in asked.press("Ta bort").alerts
    assert "Ta bort plan" not in page(svu.ward, svu, "inskrivning").text
    assert "Ta bort plan" not in page(svu.care, svu, "inskrivning").text


# ── Tid för utskrivning ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("001-115", "001-118")
def test_the_first_estimate_comes_from_the_admission_and_is_not_acknowledged(planners):
    svu = Drive(planners).published()
    opened = page(svu.care, svu, "tid")
    assert dates.long_day(svu.steps.admission.expected) in [span.text for span in opened.main.all("span", class_="est")]
    assert "Kvittera" not in buttons(opened)
    assert svu.colours(svu.care)[1] == "done"


@pytest.mark.req("001-116", "001-117", "001-119")
def test_andra_ok_new_day_reason_publicera(planners):
    svu = Drive(planners).published()
    changing = page(svu.ward, svu, "tid", "andra").follow("OK")
    refused = changing.press("Publicera", kind="beraknad", day=iso(9))
    assert "Ange orsak till ändring." in refused.alerts
    said = refused.press("Publicera", reason="Behöver mer träning.")
    assert "Beräknad tid för utskrivning är publicerad." in said.alerts
    assert svu.colours(svu.ward)[1] == "wait"
    assert svu.colours(svu.care)[1] == "task"
    opened = page(svu.care, svu, "tid")
    assert "Behöver mer träning." in opened.main.text
    opened.press("Kvittera")
    svu.acknowledged("discharge_time", svu.town)
    assert svu.colours(svu.ward)[1] == "done"


@pytest.mark.req("001-120", "001-121", "001-122", "001-247")
def test_utskrivningsklar_with_a_doctor_found_by_name(planners):
    svu = Drive(planners).published()
    opened = page(svu.ward, svu, "tid")
    without = opened.press("Publicera", kind="klar", day=iso(0))
    assert "Ange ansvarig läkare" in without.alerts
    answer = without.press("Sök", who="Dori", kind="klar", day=iso(0))
    assert answer.status == 200
    doctor = answer.form("Publicera").all("input", name="person")[0].attrs["value"]
    assert answer.fields("Publicera")["day"] == iso(0)
    said = answer.press("Publicera", person=doctor)
    assert "Utskrivningsklar är publicerat." in said.alerts
    assert svu.steps.discharge_time.doctor == planners.staff["doris"].staff
    seen = page(svu.care, svu, "tid")
    assert "Utskrivningsklar" in seen.main.text
    assert "Doris Dal" in seen.main.text
    assert svu.step(svu.care, "tid").estimated is False
    assert svu.colours(svu.ward)[1] == "wait"
    assert "Betalningsansvar" in seen.main.text


@pytest.mark.req("001-123")
def test_an_interruption_lets_the_acknowledgements_lapse(planners):
    svu = Drive(planners).published().ready().acknowledged("discharge_time")
    asked = page(svu.ward, svu, "tid", "andra")
    assert "De kvitteringar som finns upphör att gälla." in asked.text
    asked.follow("OK").press("Publicera", kind="beraknad", day=iso(5), reason="Feber.")
    part = svu.steps.discharge_time
    assert (part.state, part.notified, part.doctor) == ("estimated", None, None)
    assert svu.colours(svu.town)[1] == "task"
    shown = page(svu.ward, svu, "tid")
    assert "Beräknad ut" in shown.main.text
    assert "Betalningsansvar" not in shown.main.text


@pytest.mark.req("001-123")
def test_a_new_day_for_utskrivningsklar_keeps_its_doctor(planners):
    svu = Drive(planners).published().ready()
    page(svu.ward, svu, "tid", "tid").press("Publicera", day=iso(2), reason="Väntar på hjälpmedel.")
    part = svu.steps.discharge_time
    assert (part.state, part.day) == ("ready", clock.today() + timedelta(days=2))
    assert part.doctor == planners.staff["doris"].staff


@pytest.mark.req("001-090")
def test_after_a_refusal_utskrivningsklar_is_a_day_and_nothing_more(planners):
    svu = Drive(planners).refused().published()
    opened = page(svu.ward, svu, "tid")
    assert "who" not in opened.fields("Publicera")
    opened.press("Publicera", kind="klar", day=iso(0))
    assert svu.steps.discharge_time.state == "ready"


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", ""])
def test_an_impossible_day_is_refused_and_the_text_is_kept(planners, day):
    svu = Drive(planners).published()
    back = page(svu.ward, svu, "tid", "tid").press("Publicera", kind="beraknad", day=day, reason="Feber i natt.")
    assert back.status == 422
    assert back.fields("Publicera")["reason"] == "Feber i natt."


def test_a_day_before_the_admission_is_refused(planners):
    svu = Drive(planners).published()
    back = page(svu.ward, svu, "tid", "tid").press("Publicera", kind="beraknad", day=iso(-9), reason="Feber.")
    assert "Datumet kan inte vara före inskrivningsdatum." in back.alerts
    assert back.fields("Publicera")["day"] == iso(-9)


# ── Utskrivning ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("001-158", "001-159", "001-160", "001-161", "001-162", "001-163", "001-165", "001-260")
def test_utskrivning(planners):
    svu = Drive(planners).published().convened()
    opened = page(svu.ward, svu, "utskrivning")
    assert "Fält märkta med * är obligatoriska." in opened.main.text
    assert opened.options("Publicera utskrivning", "discharged_to")[""][1:] == [
        "Ordinärt boende", "Särskilt boende", "Korttidsboende", "Annan slutenvård", "Annat, se kommentar",
    ]  # fmt: skip
    back = opened.press("Publicera utskrivning", day=iso(0), ending="discharge", comment="Hos dottern.")
    assert "Välj vart patienten skrivs ut" in back.alerts
    said = back.press("Publicera utskrivning", discharged_to="ordinart")
    assert "Utskrivningen är publicerad." in said.alerts
    for who in (svu.ward, svu.care, svu.town):
        assert svu.colours(who)[4] == "done"
        seen = page(who, svu, "utskrivning")
        assert "Hos dottern." in seen.main.text
        assert "Ordinärt boende" in seen.main.text
        assert "Kvittera" not in buttons(seen)


@pytest.mark.req("001-254")
def test_avslut_i_fortid_asks_for_no_place(planners):
    svu = Drive(planners).published().convened()
    page(svu.ward, svu, "utskrivning").press("Publicera utskrivning", day=iso(0), ending="early")
    assert (svu.steps.discharge.ending, svu.steps.discharge.discharged_to) == ("early", "")


@pytest.mark.req("001-164")
def test_without_a_convener_the_ward_is_warned_and_may_go_on_stop_or_remind(planners):
    svu = Drive(planners).published()
    typed = {"day": iso(0), "ending": "discharge", "discharged_to": "ordinart", "comment": "Nyckel hos grannen."}
    warned = page(svu.ward, svu, "utskrivning").press("Publicera utskrivning", **typed)
    assert warned.status == 422
    assert [name for name in buttons(warned) if name in {"Publicera utskrivning", "Avbryt", "Påminn öppenvården"}] == [
        "Publicera utskrivning", "Avbryt", "Påminn öppenvården",
    ]  # fmt: skip
    stopped = warned.press("Avbryt")
    assert stopped.fields("Publicera utskrivning")["comment"] == "Nyckel hos grannen."
    reminded = warned.press("Påminn öppenvården")
    assert reminded.fields("Publicera utskrivning")["comment"] == "Nyckel hos grannen."
    message = Message.objects.get(plan_id=svu.key)
    assert "fast vårdkontakt med kallelseansvar saknas" in message.text
    assert [request.unit for request in message.requests.all()] == [planners.health_centre]
    warned.press("Påminn öppenvården")
    assert Message.objects.filter(plan_id=svu.key).count() == 1
    assert svu.steps.discharge is None
    warned.press("Publicera utskrivning")
    assert svu.steps.discharge.state == "published"


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (1, "Datum för utskrivning kan inte vara i framtiden"),
        (-9, "Datumet kan inte vara före inskrivningsdatum."),
        ("0001-01-01", "Kontrollera årtalet i datumet."),
        ("9999-12-31", "Kontrollera årtalet i datumet."),
        ("", "Fyll i datum för utskrivning/avslut."),
    ],
)
def test_a_discharge_on_an_impossible_day_is_refused(planners, day, sentence):
    svu = Drive(planners).published().convened()
    typed = {"ending": "discharge", "discharged_to": "ordinart", "comment": "Nyckel hos grannen."}
    back = page(svu.ward, svu, "utskrivning").press(
        "Publicera utskrivning", day=day if isinstance(day, str) else iso(day), **typed
    )
    assert sentence in back.text
    assert back.fields("Publicera utskrivning")["comment"] == "Nyckel hos grannen."
    assert svu.steps.discharge is None


@pytest.mark.req("001-166", "001-167")
def test_angra_utskrivning_and_ny_utskrivning(planners):
    svu = Drive(planners).published().convened().discharged()
    assert "Ångra utskrivning" not in page(svu.care, svu, "utskrivning").text
    undone = page(svu.ward, svu, "utskrivning", "angra").press("Ångra utskrivning")
    assert "Utskrivningen är ångrad." in undone.alerts
    assert "Utskrivningen är ångrad." in page(svu.care, svu, "utskrivning").main.text
    anew = undone.follow("Ny utskrivning")
    anew.press("Publicera utskrivning", day=iso(0), ending="early")
    assert svu.steps.discharge.ending == "early"


@pytest.mark.req("001-166")
def test_when_the_case_has_left_the_start_page_the_discharge_is_final(planners):
    svu = Drive(planners).published().acknowledged().convened().discharged()
    archiving.archive([svu.key])
    opened = page(svu.ward, svu, "utskrivning")
    assert "Ångra utskrivning" not in opened.text
    assert "Arkiverat" in opened.main.text


# ── Events (B-25) ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("B-25")
def test_events_are_registered_by_the_ward_and_read_by_all_in_order(planners):
    svu = Drive(planners).published()
    form = page(svu.ward, svu, "inskrivning", "handelse")
    form.press("Registrera", kind="leave", day=iso(0), text="Hemma över natten.")
    page(svu.ward, svu, "tid", "handelse").press("Registrera", kind="return", day=iso(0), text="Åter klockan nio.")
    seen = page(svu.town, svu, "tid")
    items = [li.text for li in seen.root.one("section", id="handelser").all("li")]
    assert [item.partition(" ")[0] for item in items] == ["Permission", "Åter"]
    assert "Hemma över natten." in items[0]
    assert "Registrera händelse" not in seen.text


@pytest.mark.req("B-25")
def test_a_deceased_patients_pages_say_so(planners):
    svu = Drive(planners).published()
    back = page(svu.ward, svu, "tid", "handelse").press("Registrera", kind="deceased", day=iso(1), text="Avled.")
    assert "Datumet kan inte vara i framtiden." in back.text
    back.press("Registrera", day=iso(0)).press("Registrera som avliden")
    for who in (svu.ward, svu.care):
        for step in ("inskrivning", "tid", "utskrivning"):
            assert "Patienten avled" in page(who, svu, step).main.text


@pytest.mark.req("B-25")
def test_after_a_refusal_others_read_that_something_happened_but_not_what_was_written(planners):
    svu = Drive(planners).published()
    page(svu.ward, svu, "tid", "handelse").press("Registrera", kind="transfer", day=iso(0), text="Till kirurgen.")
    svu.withdrawn()
    seen = page(svu.care, svu, "tid").main.text
    assert "Överflyttad" in seen
    assert "kirurgen" not in seen


def test_an_event_without_a_text_is_refused(planners):
    svu = Drive(planners).published()
    back = page(svu.ward, svu, "tid", "handelse").press("Registrera", kind="leave", day=iso(0), text="  ")
    assert back.status == 422
    assert not Event.objects.exists()


# ── Who may, and what is left behind ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("where", "data"),
    [
        ("spara/inskrivning", {"day": "2026-11-01", "expected": "2026-11-30", "reason": "X", "gor": "ratta"}),
        ("spara/tid", {"kind": "beraknad", "day": "2026-12-01", "reason": "X"}),
        ("spara/utskrivning", {"day": "2026-11-20", "ending": "early", "gor": "anda"}),
        ("handelse", {"kind": "leave", "day": "2026-11-20", "text": "X"}),
        ("ta-bort", {}),
    ],
)
@pytest.mark.req("001-098")
def test_the_wards_verbs_are_for_the_ward_only(planners, where, data):
    svu = Drive(planners).published()
    before = svu.plan.version
    sent = {"steg": "tid", "submit_key": str(uuid4()), "seen": "1"} | data
    assert svu.care.browser.send(f"{svu.care.base}svu/{svu.key}/{where}", sent).status == 422
    extern = planners.staff["extern"]
    assert extern.browser.send(f"{extern.base}svu/{svu.key}/{where}", sent).status == 404
    assert svu.plan.version == before


def test_opening_a_plan_leaves_a_trace(planners):
    svu = Drive(planners).published()
    page(svu.care, svu)
    trace = Trace.objects.filter(action="read", key=svu.key).latest("at")
    assert (trace.actor_id, trace.person_id) == (svu.care.staff.id, svu.plan.patient_id)


def test_the_addresses_contain_no_personal_number(planners):
    svu = Drive(planners).published()
    opened = page(svu.ward, svu)
    assert not [a for a in opened.root.all("a") if "9228" in a.attrs.get("href", "")]
    assert "9228" not in opened.title
