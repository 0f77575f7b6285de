"""The rule engine's page of payment terms: who has it, what it says, adds, refuses and takes away (B-24)."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from uuid import uuid4

import pytest

from tests.people import assign
from tests.planners import employ
from tests.plans import Drive
from vardtrad.gate.models import Trace
from vardtrad.planning.svu.payment import queries
from vardtrad.planning.svu.payment.models import PaymentTerms, WardCare
from vardtrad.shared.care_units.models import Organisation, OrganisationKind, Unit, UnitKind

pytestmark = pytest.mark.req("B-24")

PATH = "betalningsvillkor/"
ORDER = {
    "care_form": "somatic",
    "valid_from": "2026-11-17",
    "days": "5",
    "counted_in": "working",
    "zero_day": "on",
    "cut_off": "14:00",
    "amount": "9 300,50",
}


def engine(who, path=PATH):
    return f"/personal/{who.unit.id}/regelmotor/{path}"


def page_of(who):
    return who.browser.open(engine(who))


def rows_of(page, table=0):
    """The rows of one of the page's tables, by column."""
    rows = page.main.all("tbody")[table].all("tr")
    return [{td.attrs["data-label"]: td for td in row.all("td")} for row in rows]


def terms(planners, day, **more):
    return PaymentTerms.objects.create(region=planners.region, valid_from=day, **more)


# ── Who ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_only_the_system_administrators_of_a_region_with_wards_have_the_page(planners, frozen, konrad, vera):
    assert page_of(konrad).status == 200
    assert "Betalningsvillkor" in konrad.browser.open(engine(konrad, "")).text
    milla = employ(planners.care_office, "Milla", "Malm", "V020", permissions=("configurator",))
    pia = employ(planners.private_unit, "Pia", "Poppel", "V021", permissions=("configurator",))
    without_wards = Organisation.objects.create(number="9921000999", name="Liten", kind=OrganisationKind.REGION)
    clinic = Unit.objects.create(
        organisation=without_wards, hsa_id="SE9921000999-E1", name="Mottagningen", kind=UnitKind.CLINIC
    )
    lilly = employ(clinic, "Lilly", "Liten", "V022", permissions=("configurator",))
    row = terms(planners, date(2027, 1, 1))
    for who in (milla, pia, lilly):
        assert "Betalningsvillkor" not in who.browser.open(engine(who, "")).text
        for path in ("", f"{row.id}/ta-bort", f"vardform/{planners.ward_a.id}/"):
            assert who.browser.get(engine(who, PATH + path)).status_code == 404
            assert who.browser.post(engine(who, PATH + path), {**ORDER, "submit_key": uuid4()}).status_code == 404
    assert vera.browser.get(engine(vera)).status_code == 404
    assert list(PaymentTerms.objects.all()) == [row]
    assert not WardCare.objects.exists()


def test_another_regions_terms_and_wards_are_not_there(planners, frozen, konrad):
    other = Organisation.objects.create(number="9921000999", name="Annan", kind=OrganisationKind.REGION)
    ward = Unit.objects.create(organisation=other, hsa_id="SE9921000999-E1", name="Avdelning X", kind=UnitKind.WARD)
    row = PaymentTerms.objects.create(region=other, valid_from=date(2027, 1, 1))
    for path in (f"{row.id}/ta-bort", f"{uuid4()}/ta-bort", f"vardform/{ward.id}/", f"vardform/{planners.rehab.id}/"):
        address = engine(konrad, PATH + path)
        assert konrad.browser.get(address).status_code == 404
        sent = {"submit_key": uuid4(), "care_form": "psychiatric", "was": "somatic"}
        assert konrad.browser.post(address, sent).status_code == 404
    assert PaymentTerms.objects.count() == 1
    assert not WardCare.objects.exists()


# ── What the page says ───────────────────────────────────────────────────────────────────────────────────────────────


def test_without_terms_the_law_is_told_and_worked_out(planners, frozen, konrad):
    page = page_of(konrad)
    assert "Inga egna villkor än" in page.text
    # Tuesday 17 November is day 0, and at ten it is not noon yet: Friday.
    assert "En underrättelse i dag klockan 10 ger då betalningsansvar från fredag 20 november." in page.text
    assert "3 kalenderdagar, enligt lagen" in page.text


def test_the_terms_are_listed_with_how_they_stand_and_worked_out(planners, frozen, konrad):
    terms(planners, date(2025, 1, 1), amount=Decimal("9300.00"))
    terms(planners, date(2026, 1, 1), days=5, working_days=True, cut_off=time(9, 0), amount=Decimal("9750.50"))
    terms(planners, date(2027, 1, 1), days=1, zero_day=False)
    page = page_of(konrad)
    columns = ("Gäller", "Dagar", "Dag 0", "Senaste klockslag", "Belopp per dag")
    found = [tuple(row[column].text.replace("\xa0", " ") for column in columns) for row in rows_of(page)]
    assert found == [
        ("Kommande", "1 kalenderdag", "Nej", "12.00", "Saknas"),
        ("Nu", "5 arbetsdagar", "Ja", "09.00", "9 750,50 kr"),
        ("Tidigare", "3 kalenderdagar", "Ja", "12.00", "9 300,00 kr"),
    ]
    # Ten is after nine, so Wednesday is day 0; the weekend does not count.
    assert (
        "enligt regionens villkor. En underrättelse i dag klockan 10 ger betalningsansvar från onsdag 25 nov"
        in page.text
    )
    assert page.text.count("enligt lagen") == 1, "psychiatric care has none"


# ── Adding ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_new_terms_are_kept_once_and_traced(planners, frozen, konrad):
    page = page_of(konrad)
    for _click in range(2):
        assert "Betalningsvillkoren är sparade" in page.press("Lägg till villkor", **ORDER).alerts
    row = PaymentTerms.objects.get()
    kept = (row.region, row.care_form, row.valid_from, row.days, row.working_days, row.zero_day, row.cut_off)
    assert kept == (planners.region, "somatic", date(2026, 11, 17), 5, True, True, time(14))
    assert row.amount == Decimal("9300.50")
    trace = Trace.objects.get(action="add_terms", outcome="done")
    assert (trace.key, trace.detail["amount"], trace.detail["valid_from"]) == (row.id, "9300.50", "2026-11-17")


def test_a_form_left_as_it_is_holds_the_laws_terms(planners, frozen, konrad):
    page_of(konrad).press("Lägg till villkor", valid_from="2026-11-17")
    row = PaymentTerms.objects.get()
    assert (row.days, row.working_days, row.zero_day, row.cut_off, row.amount) == (3, False, True, time(12), None)


def test_other_terms_from_the_same_day_are_refused_and_what_was_typed_stays(planners, frozen, konrad):
    terms(planners, date(2026, 11, 17))
    page = page_of(konrad).press("Lägg till villkor", **ORDER)
    assert page.status == 422
    assert "Det finns redan andra villkor för vårdformen från den dagen." in page.alerts
    typed = page.fields("Lägg till villkor")
    many = {"care_form", "counted_in", "zero_day"}
    assert {name: typed.get(name) for name in ORDER} == {
        name: [value] if name in many else value for name, value in ORDER.items()
    }
    assert PaymentTerms.objects.get().days == 3
    assert Trace.objects.filter(action="add_terms", outcome="refused").count() == 1
    assert "Betalningsvillkoren är sparade" in page.press("Lägg till villkor", replace="on").alerts
    row = PaymentTerms.objects.get()
    assert (row.days, row.amount) == (5, Decimal("9300.50"))
    trace = Trace.objects.get(action="replace_terms", outcome="done")
    assert (trace.key, trace.detail["was_days"], trace.detail["days"]) == (row.id, "3", "5")
    page_of(konrad).press("Lägg till villkor", **{**ORDER, "care_form": "psychiatric"})
    assert PaymentTerms.objects.filter(care_form="psychiatric", days=5).exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"days": "366"}, "Skriv antal dagar, från 0 till 365."),
        ({"days": "-1"}, "Skriv antal dagar, från 0 till 365."),
        ({"days": "tre"}, "Skriv antal dagar, från 0 till 365."),
        ({"days": "٣"}, "Skriv antal dagar, från 0 till 365."),
        ({"days": ""}, "Skriv antal dagar, från 0 till 365."),
        ({"amount": "1000000"}, "Skriv ett belopp från 0 till 999 999,99."),
        ({"amount": "-1"}, "Skriv ett belopp från 0 till 999 999,99."),
        ({"amount": "12,345"}, "Skriv ett belopp från 0 till 999 999,99."),
        ({"amount": "1e3"}, "Skriv ett belopp från 0 till 999 999,99."),
        ({"amount": "NaN"}, "Skriv ett belopp från 0 till 999 999,99."),
        ({"amount": "9" * 30}, "Skriv ett belopp från 0 till 999 999,99."),
        ({"valid_from": ""}, "Fyll i datum."),
        ({"valid_from": "i dag"}, "Skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2026-11-30."),
        ({"valid_from": "2017-12-31"}, "Välj en dag mellan år 2018 och 2100."),
        ({"valid_from": "9999-12-31"}, "Kontrollera årtalet i datumet."),
        ({"cut_off": "25:00"}, "Skriv klockslaget som TT.MM, till exempel 07.30."),
        ({"cut_off": ""}, "Fyll i klockslag."),
        ({"care_form": "annan"}, "Välj en vårdform i listan."),
        ({"counted_in": "veckor"}, "Välj kalenderdagar eller arbetsdagar."),
    ],
)
def test_what_cannot_be_terms_is_said_and_stays(planners, frozen, konrad, typed, sentence):
    page = page_of(konrad).press("Lägg till villkor", **(ORDER | typed))
    assert page.status == 422
    assert sentence in page.text
    assert page.fields("Lägg till villkor").get("cut_off") == (ORDER | typed)["cut_off"]
    if not {"care_form", "counted_in"} & set(typed):
        name, value = next(iter(typed.items()))
        assert page.fields("Lägg till villkor").get(name) == value
    assert not PaymentTerms.objects.exists()


@pytest.mark.parametrize(("typed", "kept"), [("0", "0.00"), ("999 999,99", "999999.99"), ("9300.5", "9300.50")])
def test_amounts_as_they_are_written(planners, frozen, konrad, typed, kept):
    page_of(konrad).press("Lägg till villkor", **(ORDER | {"amount": typed}))
    assert PaymentTerms.objects.get().amount == Decimal(kept)


def test_new_terms_change_the_countdown_at_once(planners, frozen, konrad):
    svu = Drive(planners).published().decided().ready()
    assert queries.countdowns([svu.plan])[svu.key].begins == date(2026, 11, 20)
    page_of(konrad).press("Lägg till villkor", **ORDER)
    assert queries.countdowns([svu.plan])[svu.key].begins == date(2026, 11, 24)
    page = svu.town.browser.open(f"{svu.town.base}svu/{svu.key}/tid/")
    assert "Betalningsansvar om 7 dagar" in page.text


# ── Taking away ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_terms_that_have_not_begun_are_taken_away_after_a_question(planners, frozen, konrad):
    row = terms(planners, date(2026, 11, 18), amount=Decimal(9300))
    link = rows_of(page_of(konrad))[0]["Ändra"].one("a")
    question = konrad.browser.open(link.attrs["href"])
    assert "onsdag 18 november" in question.text
    assert "Villkoren är borttagna." in question.press("Ta bort").alerts
    assert not PaymentTerms.objects.exists()
    trace = Trace.objects.get(action="remove_terms", outcome="done")
    assert (trace.key, trace.detail["valid_from"]) == (row.id, "2026-11-18")


def test_terms_that_have_begun_stay(planners, frozen, konrad):
    row = terms(planners, date(2026, 11, 18))
    frozen.to(11, 17, hour=23, minute=55)
    question = konrad.browser.open(engine(konrad, f"{PATH}{row.id}/ta-bort"))
    frozen.to(11, 18, hour=0)  # it was asked before midnight and answered after
    answer = question.press("Ta bort")
    assert answer.status == 422
    assert "kan inte tas bort" in answer.alerts
    assert [one.text for one in answer.main.all("button")] == []
    assert PaymentTerms.objects.exists()
    assert "ta-bort" not in page_of(konrad).html


# ── The wards ────────────────────────────────────────────────────────────────────────────────────────────────────────


def ward_page(who, ward):
    return who.browser.open(engine(who, f"{PATH}vardform/{ward.id}/"))


def test_a_wards_care_form_decides_by_which_terms_it_is_counted(planners, frozen, konrad):
    terms(planners, date(2026, 1, 1), care_form="psychiatric", days=30)
    svu = Drive(planners).published().decided().ready()
    assert queries.countdowns([svu.plan])[svu.key].left == 3
    page = ward_page(konrad, planners.ward_a)
    for _click in range(2):
        assert "Den gäller direkt." in page.press("Spara", care_form="psychiatric").alerts
    assert queries.countdowns([svu.plan])[svu.key].left == 30
    assert Trace.objects.filter(action="set_ward_care", outcome="done", key=planners.ward_a.id).count() == 1
    wards = {row["Avdelning"].text: row["Vårdform"].text for row in rows_of(page_of(konrad), 1)}
    assert wards == {"Avdelning A": "Psykiatrisk vård", "Avdelning B": "Somatisk vård"}


def test_a_care_form_that_a_colleague_has_changed_is_refused_once(planners, frozen, konrad):
    page = ward_page(konrad, planners.ward_a)
    WardCare.objects.create(unit=planners.ward_a, care_form="psychiatric")
    stale = konrad.browser.send(
        engine(konrad, f"{PATH}vardform/{planners.ward_a.id}/"),
        {**page.fields("Spara"), "care_form": "somatic", "was": "somatic"},
    )
    assert stale.status == 422
    assert "Någon annan har ändrat" in stale.alerts
    assert stale.fields("Spara")["care_form"] == ["somatic"]
    assert "Den gäller direkt." in stale.press("Spara").alerts
    assert WardCare.objects.get().care_form == "somatic"
    bad = ward_page(konrad, planners.ward_a).press("Spara", care_form="annan")
    assert (bad.status, "Välj en vårdform i listan." in bad.text) == (422, True)


def test_the_basis_leads_to_the_terms_for_who_may_set_them(planners, frozen, vera):
    assert "regelmotorn" not in vera.browser.open(vera.base + "betalning/").text
    assign(vera.staff, planners.hospital, "configurator")
    page = vera.browser.open(vera.base + "betalning/")
    assert f"/personal/{planners.hospital.id}/regelmotor/betalningsvillkor/" in page.html
    karin = planners.staff["karin"]
    assign(karin.staff, planners.home_care, "configurator")
    assert "regelmotorn" not in karin.browser.open(karin.base + "betalning/").text
