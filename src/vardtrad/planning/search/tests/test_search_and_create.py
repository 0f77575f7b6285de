"""Sök och skapa: a whole number, a person's plans, and a new SVU with its addressed units."""

from uuid import uuid4

import pytest

from tests.people import logged_in
from tests.plans import Drive
from vardtrad.gate.models import Trace
from vardtrad.planning.plan.models import Participant, Plan, Searched
from vardtrad.shared.people.models import Person

ELSA = "193304049228"


def search(who, number):
    return who.browser.open(who.base).press("Sök", number=number)


def created(who, page, **given):
    """The response to pressing "Skapa ny SVU"."""
    sent = {**page.fields("Skapa ny SVU"), **given}
    return who.browser.post(page.form("Skapa ny SVU").attrs["action"], sent)


@pytest.mark.req("001-063")
def test_the_start_page_has_the_heading_sok_och_skapa_above_its_search_box(vera):
    field = vera.browser.open(vera.base).root.one("aside")
    section = next(part for part in field.all("details") + field.all("section") if part.attrs.get("id") == "sok")
    assert section.one("h2").text == "Sök och skapa"
    assert section.one("input", name="number")


@pytest.mark.req("001-054", "001-063", "001-077")
@pytest.mark.parametrize("number", [ELSA, "19330404-9228", " 1933 0404 9228\t", "19330404–9228"])
def test_a_whole_number_leads_to_the_persons_page(vera, elsa, number):
    page = search(vera, number)
    assert page.address == f"{vera.base}person/{elsa.id}/"
    assert page.main.one("h1").text == "Elsa Ek"
    assert "Personen har inga planer" in page.text
    assert ELSA not in page.address


@pytest.mark.req("001-055")
@pytest.mark.parametrize(
    "number",
    ["", "19330404922", "3304049228", "330404-9228", "1933040492288", "193304049229", "Elsa Ek", "193302309228"],
)
def test_an_incomplete_number_is_an_error_and_not_a_search(vera, number):
    before = Trace.objects.count()
    page = search(vera, number)
    assert page.status == 422
    assert page.title.startswith("Fel:")
    assert page.main.all("p", class_="ds-validation-message")
    assert not Searched.objects.exists()
    assert Trace.objects.filter(action="search").count() == 0
    assert Trace.objects.count() == before + 2  # the login, and the start page with the form


@pytest.mark.req("001-055")
def test_a_reserve_number_is_searched_for(planners, vera):
    page = search(vera, "22950606fh20")
    assert page.main.one("h1").text == "Luz Lind"
    assert "så kommunen läggs till för hand" in page.text


@pytest.mark.req("001-036")
def test_every_search_leaves_a_trace_without_the_number(planners, vera, elsa):
    search(vera, ELSA)
    search(vera, "197705232382")
    hit, missed = Trace.objects.filter(action="search").order_by("at")
    assert (hit.person_id, hit.detail) == (elsa.id, {"view": "search", "found": True})
    assert (missed.person_id, missed.detail) == (None, {"view": "search", "found": False})
    for trace in Trace.objects.all():
        assert ELSA not in str(trace.detail)


def test_the_address_alone_does_not_open_a_persons_page(planners, vera, oskar, rolf, elsa):
    address = f"{vera.base}person/{elsa.id}/"
    assert vera.browser.get(address).status_code == 404
    assert vera.browser.post(address + "skapa/", {"submit_key": str(uuid4())}).status_code == 404
    assert vera.browser.get(f"{vera.base}person/{uuid4()}/").status_code == 404
    refused = Trace.objects.filter(label="person", outcome="refused")
    assert refused.count() == 3
    search(vera, ELSA)
    assert vera.browser.get(address).status_code == 200
    # Another session has not searched, and neither has a colleague.
    assert logged_in(vera.staff).get(address).status_code == 404
    # Somebody who already plans for the person reaches the page.
    Drive(planners).published()
    assert oskar.browser.get(f"{oskar.base}person/{elsa.id}/").status_code == 200
    assert rolf.browser.get(f"{rolf.base}person/{elsa.id}/").status_code == 404


@pytest.mark.req("001-033", "001-063", "001-069", "001-077")
def test_ongoing_and_archived_plans_with_read_mode(planners, vera, agda, extern):
    old = Drive(planners).published().discharged()
    new = Drive(planners)
    new.published()
    hits = [li.text for li in search(vera, ELSA).main.all("li")]
    assert len(hits) == 2
    assert "SVU, pågående" in hits[0]
    assert "SVU, avslutad" in hits[1]
    assert "Läsläge" not in " ".join(hits)
    page = search(agda, ELSA)
    assert page.main.text.count("Läsläge") == 2
    assert "aktivt val som loggas" in page.main.text
    assert {f"{agda.base}las/{one.key}/" for one in (old, new)} <= {a.attrs["href"] for a in page.main.all("a")}
    assert "Hos en annan vårdgivare." in search(extern, ELSA).main.text


@pytest.mark.req("001-097")
def test_an_unpublished_plan_is_not_a_hit_for_others(planners, vera, oskar, extern):
    Drive(planners).consented().drafted()
    assert "Personen har inga planer" in search(oskar, ELSA).text
    assert "Personen har inga planer" in search(extern, ELSA).text
    assert "SVU, pågående" in search(vera, ELSA).text


@pytest.mark.req("001-078", "001-079", "001-080", "001-081")
def test_creating_shows_who_is_added_and_why(planners, vera, elsa):
    page = search(vera, ELSA)
    for words in ("Avdelning A", "Vårdcentralen Planen", "Listningen pekar på", "Biståndsenheten Plankommun",
                  "kommunkod 9911"):  # fmt: skip
        assert words in page.main.text
    response = created(vera, page)
    plan = Plan.objects.get()
    assert response.headers["Location"] == f"{vera.base}svu/{plan.id}/"
    assert (plan.patient, plan.unit, plan.shared) == (elsa, planners.ward_a, None)
    assert {participant.unit for participant in Participant.objects.all()} == {
        planners.ward_a, planners.health_centre, planners.care_office,
    }  # fmt: skip


@pytest.mark.req("001-082")
@pytest.mark.parametrize(
    ("who", "words"), [("olof", "inte listad"), ("ture", "som inte är aktiv"), ("runa", "ingen kommunkod")]
)
def test_a_missing_unit_is_shown_with_the_reason(planners, vera, who, words):
    page = search(vera, planners.patients[who].identity)
    assert words in page.main.text
    assert "läggs till för hand" in page.main.text.lower()
    created(vera, page)
    assert Participant.objects.count() == 2


def test_the_same_form_sent_twice_creates_one(planners, vera, elsa):
    page = search(vera, ELSA)
    sent = page.fields("Skapa ny SVU")
    first, second = (vera.browser.post(page.form("Skapa ny SVU").attrs["action"], sent) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Plan.objects.count() == 1


@pytest.mark.req("001-078")
@pytest.mark.parametrize("name", ["oskar", "karin", "extern"])
def test_only_inpatient_care_creates(planners, vera, elsa, name):
    who = planners.staff[name]
    page = search(who, ELSA)
    (button,) = [button for button in page.main.all("button") if button.text == "Skapa ny SVU"]
    assert "disabled" in button.attrs
    assert "Bara slutenvården kan skapa en ny SVU." in page.main.text
    sent = search(vera, ELSA).fields("Skapa ny SVU")
    del sent["drawn_for"]  # from a page of their own: what was drawn for somebody else is refused before that
    response = who.browser.post(f"{who.base}person/{elsa.id}/skapa/", sent)
    assert response.status_code in {403, 422}
    assert not Plan.objects.exists()
    assert Trace.objects.filter(action="create", outcome="refused").count() == 1


def test_a_protected_persons_municipality_is_asked_about_first(planners, vera):
    page = search(vera, planners.patients["sigrid"].identity)
    assert "Skyddade personuppgifter" in page.main.text
    page = page.press("Gå vidare till ny SVU")
    assert "Hemliga" not in page.html
    assert "läggs bara till om du väljer det" in page.main.text
    created(vera, page)
    assert {participant.party for participant in Participant.objects.all()} == {"inpatient", "outpatient"}
    page = search(vera, planners.patients["sigrid"].identity).press("Gå vidare till ny SVU")
    created(vera, page, take_municipality="on", knows_other="on")
    assert Participant.objects.filter(party="municipality").count() == 1


def test_another_ongoing_svu_is_shown_and_must_be_confirmed(planners, agda):
    Drive(planners).published()
    page = search(agda, ELSA)
    assert "har redan en pågående SVU" in page.main.text
    assert "flyttas ärendet oftast över" in page.main.text
    response = created(agda, page)
    assert response.status_code == 422
    assert "bekräfta att du ändå vill skapa en ny" in response.content.decode()
    assert Plan.objects.count() == 1
    assert created(agda, page, knows_other="on").status_code == 302
    assert Plan.objects.count() == 2


def test_addressing_that_has_changed_since_the_page_is_shown_again(planners, vera, elsa):
    page = search(vera, ELSA)
    Person.objects.filter(pk=elsa.id).update(listed_at="")
    response = created(vera, page)
    assert response.status_code == 422
    assert "Adresseringen har ändrats" in response.content.decode()
    assert not Plan.objects.exists()


NEW = "197705232382"


def test_somebody_whom_the_register_does_not_have_is_taken_in_by_hand(planners, vera):
    page = search(vera, NEW)
    assert page.status == 200
    assert "Personen finns inte i folkbokföringen" in page.text
    assert NEW not in page.address
    missing = page.press("Gå vidare", given_name="Nya", family_name="")
    assert missing.status == 422
    assert "Fyll i efternamn." in missing.alerts
    page = missing.press("Gå vidare", given_name="Nya", family_name="Nord")
    person = Person.objects.get(identity=NEW)
    assert (person.name, person.listed_at, person.municipality_code) == ("Nya Nord", "", "")
    assert page.address == f"{vera.base}person/{person.id}/"
    created(vera, page)
    assert [participant.party for participant in Participant.objects.all()] == ["inpatient"]
    trace = Trace.objects.get(action="add_by_hand")
    assert (trace.person_id, trace.detail) == (person.id, {"kind": "personnummer"})


def test_two_users_who_take_in_the_same_person_get_the_same_one(planners, vera, doris):
    pages = [search(who, NEW) for who in (vera, doris)]
    addresses = {page.press("Gå vidare", given_name="Nya", family_name="Nord").address.rsplit("/person/")[1]
                 for page in pages}  # fmt: skip
    assert len(addresses) == 1
    assert Person.objects.filter(identity=NEW).count() == 1


def test_a_forged_number_takes_nobody_in(planners, vera):
    sent = {"number": "193304049229", "given_name": "A", "family_name": "B", "submit_key": str(uuid4())}
    assert vera.browser.post(f"{vera.base}person/ny/", sent).status_code == 404
    assert not Person.objects.filter(given_name="A").exists()


@pytest.mark.req("001-008", "001-013")
def test_each_hit_has_the_icon_of_an_ongoing_process_or_an_archived_case(planners, vera):
    svu = Drive(planners).published()
    seen = search(vera, ELSA)
    assert "Pågående process" in seen.main.text
    assert "#process" in seen.html
    svu.discharged()
    seen = search(vera, ELSA)
    assert "Arkiverat ärende" in seen.main.text
    assert "#archive" in seen.html
    Drive(planners).published()
    beside = vera.browser.open(f"{vera.base}svu/{svu.key}/").root.one("aside")
    assert "Tidigare planer" in beside.text
    assert "Pågående process" in beside.text


@pytest.mark.req("001-077")
def test_a_newborn_without_a_name_has_its_number_once(planners, vera, elsa):
    Person.objects.filter(pk=elsa.pk).update(given_name="", family_name="")
    head = search(vera, ELSA).main.one("div", class_="head")
    assert head.text.count("19330404-9228") == 1
    svu = Drive(planners).published()
    head = vera.browser.open(f"{vera.base}svu/{svu.key}/").main.one("div", class_="head")
    assert head.text.count("19330404-9228") == 1
