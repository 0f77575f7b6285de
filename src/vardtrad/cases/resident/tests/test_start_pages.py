"""The start pages of the two worlds, the choice of clinic, the clinic's cards, and the inbox."""

from types import SimpleNamespace

import pytest

from tests.people import assign
from tests.smsc import mailed_code
from vardtrad.cases.resident import shown
from vardtrad.gate.models import Trace
from vardtrad.shared.care_units.models import Unit
from vardtrad.shared.people.models import Person

CARDS = {
    "Mottagningens ärenden": "Här finns mottagningens inkomna ärenden.",
    "Mina ärenden": "Här finns ärenden för dig att hantera.",
    "Listningsönskemål": "Här visas ärenden om önskemål för listning. Du kan hantera inkomna ärenden och se de som har"
    " blivit hanterade.",
    "Frågor från kollegor": "Här finns frågor om ärenden som väntar på ditt svar.",
    "Administration": "Här gör du mottagningens inställningar.",
}


@pytest.mark.req("000-003")
def test_the_two_worlds_find_each_other(browser, db):
    start = browser.open("/")
    assert start.main.all("h1")
    staff = start.follow("Är du vårdpersonal? Till personalens sida")
    assert staff.address == "/personal/"
    assert staff.root.one("header").all("a")[-1].text == "Logga in"
    assert staff.follow("Söker du vård? Till sidan för invånare").address == "/"


def test_the_start_page_warns_that_it_is_not_for_emergencies(browser, db):
    assert "Ring 112 vid livsfara" in browser.open("/").text


def test_who_is_logged_in_is_led_from_the_start_pages_to_what_waits(alva, rut):
    assert alva.browser.get("/").headers["Location"] == "/inkorg"
    assert rut.browser.get("/personal/").headers["Location"] == "/personal/mottagningar"
    # The start page of the other world is everybody's.
    assert alva.browser.get("/personal/").status_code == rut.browser.get("/").status_code == 200


@pytest.mark.req("000-006", "000-007")
def test_only_the_clinics_with_a_permission(region, rut):
    assign(rut.staff, region.b, "log_reviewer")
    assign(rut.staff, region.c)  # a place, but no permission
    assign(rut.staff, region.ward, "receiver")  # not a clinic that takes cases
    page = rut.browser.open("/personal/mottagningar")
    assert [a.text for a in page.main.all("a")] == [
        "Medicinmottagningen Björken",
        "Vårdcentralen Alen",
        "Utomstående läsningar",
    ]
    assert page.follow("Vårdcentralen Alen").main.one("h1").text == "Vårdcentralen Alen"


@pytest.mark.parametrize(
    "page",
    ["", "arenden/inkomna", "mina/tilldelade", "arenden/alla", "uppgifter/", "statistik/", "administration/grupper/"],
)
def test_at_a_unit_that_takes_no_cases_nobody_enters_the_staff_tool(region, rut, page):
    permissions = ("receiver", "handler", "administrator")
    assign(rut.staff, region.b, *permissions)
    assign(rut.staff, region.ward, *permissions)
    assert rut.browser.open(f"/personal/{region.b.id}/{page}").status == 200
    assert rut.browser.open(f"/personal/{region.ward.id}/{page}").status == 404
    assert Trace.objects.filter(action="enter", key=region.ward.id, outcome="refused").count() == 1


OFFICE = ["Mina ärenden", "Listningsönskemål", "Frågor från kollegor"]


@pytest.mark.req("004-016", "004-017")
def test_the_page_says_where_the_reader_is_and_how_much_waits(region, alva, rut):
    alva.sends(region.renewal_at_a)
    page = rut.browser.open(rut.address())
    assert page.root.one("nav", class_="crumbs").text == "Startsida / Vårdcentralen Alen, Alköpings kommun"
    counts = {b.attrs["data-count"]: b.text for b in page.root.one("ul", class_="cardlist").all("b")}
    assert counts == {
        rut.address("arenden/inkomna"): "1",
        rut.address("mina/tilldelade"): "0",
        rut.address("mina/fragor"): "0",
        rut.address("listning/"): "0",
        rut.address("kollegor/"): "0",
    }
    # The same addresses as in the menu, so that one script refreshes both.
    menu = page.root.one("div", class_="menu").all("span", class_="n")
    assert set(counts) <= {node.attrs["data-count"] for node in menu}


@pytest.mark.req("000-008", "000-009", "000-017", "004-016", "004-017")
@pytest.mark.parametrize(
    ("permissions", "cards"),
    [
        (["receiver"], ["Mottagningens ärenden", *OFFICE]),
        (["handler"], OFFICE),
        (["administrator"], ["Administration"]),
        (["log_reviewer"], []),
        (["receiver", "administrator"], ["Mottagningens ärenden", *OFFICE, "Administration"]),
    ],
)
def test_the_cards_of_the_clinic(region, petra, permissions, cards):
    assign(petra.staff, region.a, *permissions)
    page = petra.browser.open(f"/personal/{region.a.id}/")
    shown = page.root.all("ul", class_="cardlist")[0].all("li")
    assert {li.one("h2").text: li.all("p")[0].text for li in shown} == {name: CARDS[name] for name in cards}
    for name in cards:
        assert (
            petra.browser.open(
                page.root.all("ul", class_="cardlist")[0].all("a")[cards.index(name)].attrs["href"]
            ).status
            == 200
        )
    assert page.root.one("nav", class_="crumbs").text.endswith("Vårdcentralen Alen, Alköpings kommun")


def test_the_inbox_marks_unread_and_waiting_cases(region, alva, rut, hugo):
    read = alva.sends(region.renewal_at_a)
    asked = alva.sends(region.services["a", "question"])
    closed = alva.sends(region.services["b", "renewal"])
    rut.does("partial_reply", read, "Vi har läst.")
    rut.does("ask", asked, "Vilken styrka?")
    page = alva.browser.open("/inkorg")
    assert [h2.text for h2 in page.main.all("h2")] == ["Väntar på dig", "Tidigare"]
    assert page.main.text.count("OLÄST") == 2
    assert "Mottagningen väntar på ditt svar" in page.main.text
    alva.browser.open(f"/arenden/{read.id}")
    alva.browser.open(f"/arenden/{asked.id}")
    page = alva.browser.open("/inkorg")
    assert "OLÄST" not in page.main.text
    waiting = page.root.one("section", aria_labelledby="waiting")
    assert [a.attrs["href"] for a in waiting.all("a")] == [f"/arenden/{asked.id}"]
    assert f"/arenden/{closed.id}" in page.html


def test_the_inbox_shows_only_the_residents_own_cases(region, alva, bo):
    alva.sends(region.renewal_at_a)
    assert "Inga ärenden än" in bo.browser.open("/inkorg").text


def test_english_when_chosen_and_swedish_again(alva):
    page = alva.browser.open("/inkorg")
    assert page.root.one("html").attrs["lang"] == "sv"
    page = page.press("English")
    assert page.root.one("html").attrs["lang"] == "en"
    assert page.address == "/inkorg"
    assert page.press("Svenska").root.one("html").attrs["lang"] == "sv"


def test_the_own_health_centre_and_the_clinics_written_to_stand_first(region, alva):
    Unit.objects.filter(pk=region.b.pk).update(phone="031-390 06 10")
    Person.objects.filter(pk=alva.person.pk).update(listed_at=region.b.hsa_id)
    alva.sends(region.renewal_at_a)
    page = alva.browser.open("/mottagningar")
    assert [h2.text for h2 in page.main.all("h2")] == ["Din vårdcentral", "Mina mottagningar", "Andra mottagningar"]
    other = [h3.text for h3 in page.root.one("section", aria_labelledby="found").all("h3")]
    assert other
    assert not {region.a.name, region.b.name} & set(other), "a clinic stands once"
    own = page.root.one("section", aria_labelledby="own")
    assert region.b.name in own.text
    assert "tel:+46313900610" in [a.attrs["href"] for a in own.all("a")]
    assert [h3.text for h3 in page.root.one("section", aria_labelledby="mine").all("h3")] == [region.a.name]
    assert "Din vårdcentral" not in alva.browser.open("/mottagningar?q=alen").text


def test_every_page_says_who_is_logged_in(region, alva):
    case = alva.sends(region.renewal_at_a)
    for path in ("/inkorg", "/mottagningar", "/listning", f"/arenden/{case.id}", f"/arenden/{region.a.id}"):
        page = alva.browser.open(path)
        assert f"Inloggad som {alva.person.name}" in page.text, path


@pytest.mark.req("002-011", "002-012")
def test_an_open_case_says_in_words_where_it_stands_and_promises_no_day_after_a_delsvar(region, alva, rut, monkeypatch):
    case = alva.sends(region.renewal_at_a)
    assert "Mottagningen har fått ditt ärende. Du får svar senast " in alva.browser.open("/inkorg").main.text
    rut.browser.open(rut.case_address(case))
    assert "Mottagningen har läst ditt ärende. Du får svar senast " in alva.browser.open("/inkorg").main.text
    with monkeypatch.context() as later:
        later.setattr(shown, "clock", SimpleNamespace(now=lambda: case.feedback_due))
        for path in ("/inkorg", f"/arenden/{case.id}"):
            assert "Svaret dröjer längre än det skulle." in alva.browser.open(path).main.text
    rut.does("partial_reply", case, "Vi har läst.")
    text = alva.browser.open("/inkorg").main.text
    assert "Mottagningen har svarat dig och arbetar vidare med ditt ärende." in text
    assert "senast" not in text


def test_a_link_of_the_inbox_tells_its_case_from_others_of_the_same_type(region, alva):
    alva.sends(region.renewal_at_a)
    alva.sends(region.services["b", "renewal"])
    page = alva.browser.open("/inkorg")
    links = [a for a in page.main.all("a") if a.text == "Förnya recept"]
    said = {page.root.one("p", id=a.attrs["aria-describedby"].split()[0]).text for a in links}
    assert said == {region.a.name, region.b.name}


def test_the_swedish_parts_of_an_english_page_say_that_they_are_swedish(region, alva, rut):
    case = alva.sends(region.renewal_at_a)
    rut.does("partial_reply", case, "Vi har läst.")
    alva.browser.open("/inkorg").press("English")
    clinic = alva.browser.open(f"/mottagningar/{region.a.id}")
    assert {h3.attrs.get("lang") for h3 in clinic.main.all("h3")} == {"sv"}
    page = alva.browser.open(f"/arenden/{case.id}")
    assert page.main.one("h1").attrs["lang"] == "sv"
    assert [node.attrs.get("lang") for node in page.main.all("div", class_="written")] == ["sv", "sv"]
    page.press("Svenska")
    assert "lang" not in alva.browser.open(f"/arenden/{case.id}").main.one("h1").attrs


def test_a_resident_chooses_where_notices_go(alva):
    page = alva.browser.open("/inkorg").follow("Inställningar")
    assert page.press("Spara", email="inte en adress").status == 422
    waits = page.press("Spara", email="alva@exempel.se")
    done = waits.press("Spara adressen", code=mailed_code())
    assert "Inställningarna är sparade." in done.alerts
    assert Person.objects.get(pk=alva.person.pk).email == "alva@exempel.se"
    trace = Trace.objects.get(action="choose_notices")
    assert (trace.person_id, trace.detail) == (alva.person.id, {"by_email": True})
    assert "alva@exempel.se" not in str(trace.detail)
    done.press("Spara", email="")
    assert Person.objects.get(pk=alva.person.pk).email == ""
