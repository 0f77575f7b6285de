"""Filters and sorting of the lists: their words, what they find, their addresses, and what is not in those."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from vardtrad.cases.case.models import CaseType
from vardtrad.cases.case.moves import flagging, sending
from vardtrad.gate.models import Trace
from vardtrad.kernel import clock
from vardtrad.shared.people.models import Person

STATUSES = [
    "Flaggat", "Ohanterat", "Delsvar från ärendemottagare", "Delsvar skickat", "Motfråga till invånare",
    "Svar från invånare", "Fråga till invånare",
]  # fmt: skip
SHOW = "VISA RESULTAT"


@pytest.fixture
def some(frozen, region, alva, bo, rut, hugo):
    """Cases by name: new, with a delsvar, with Hugo, asked, answered, closed."""
    found = {name: alva.sends(region.renewal_at_a, name) for name in ("new", "partial", "asked", "answered", "closed")}
    found["bos"] = bo.sends(region.services["a", "question"], "bos")
    rut.does("partial_reply", found["partial"], "Vi har läst.")
    for name in ("asked", "answered", "closed"):
        rut.does("assign", found[name], hugo.staff)
    for name in ("asked", "answered"):
        hugo.does("ask", found[name], "Vilken styrka?")
    alva.answers_back(found["answered"])
    hugo.does("answer", found["closed"], "Klart.")
    return found


def shown(page, who, some):
    """The names of the cases on a page."""
    by_address = {who.case_address(case): name for name, case in some.items()}
    return {by_address[row["href"]] for row in page.rows} if page.main.all("tbody") else set()


def flag(frozen, case):
    """The clock's flag, as it was set when the deadline had passed."""
    frozen.go(days=9)
    flagging.flag([case.id])
    frozen.go(days=-9)


def panel(who, path="arenden/alla"):
    return who.browser.open(who.address(path)).follow("FILTRERA")


@pytest.mark.req("004-061", "004-062", "004-063", "004-066")
@pytest.mark.parametrize(("who", "path"), [("rut", "arenden/alla"), ("hugo", "mina/alla"), ("rut", "mina/alla")])
def test_all_cases_has_the_filters_of_the_requirement(region, some, who, path):
    page = panel(region.people[who], path)
    form = page.form(SHOW)
    legends = [node.text for node in form.all("legend")]
    labels = [node.text for node in form.all("label")]
    assert legends[:2] == ["Status", "Tilldelat"]
    assert labels[:7] == STATUSES
    heading = "Filtrera på om invånaren har läst senaste meddelandet i ärendet"
    (status,) = [node for node in form.all("fieldset") if node.all("legend")[0].text == "Status"]
    (given,) = [node for node in status.all("fieldset") if node.all("legend")[0].text == "Tilldelat"]
    assert [node.text for node in given.all("label")] == STATUSES[1:]
    assert heading in [node.text for node in status.all("legend")]
    assert labels[7:10] == ["Alla", "Oläst av invånaren", "Läst av invånaren"]
    assert {"Datum", "Ärendetyp", "Avslutat"} <= set(legends)
    assert {"Invånare", "Hanterare", "Exkluderas", "Inkluderas"} <= set(labels)
    assert "När avslutade ärenden inkluderas kan listan bli långsam." in form.text
    assert [node.text for node in form.all("button")] == [SHOW]
    assert any(a.text == "RENSA FILTER" for a in form.all("a"))


@pytest.mark.req("004-062", "004-063", "004-066", "004-067")
@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, {"new", "partial", "asked", "answered", "bos"}),
        ({"status": ["ohanterat"]}, {"new", "bos"}),
        ({"status": ["ohanterat", "svar"]}, {"new", "bos", "answered"}),
        ({"status": ["delsvar-mottagare"]}, {"partial"}),
        ({"status": ["delsvar"]}, set()),
        ({"status": ["motfraga"]}, {"asked"}),
        ({"status": ["fraga"]}, set()),
        ({"status": ["flaggat"]}, {"new"}),
        ({"status": ["flaggat", "svar"]}, set()),
        ({"lasning": "olast"}, {"partial", "asked"}),
        ({"lasning": "last"}, set()),
        ({"lasning": "olast", "avslutat": "ja"}, {"partial", "asked", "closed"}),
        ({"avslutat": "ja"}, {"new", "partial", "asked", "answered", "closed", "bos"}),
        ({"avslutat": "ja", "status": ["ohanterat"]}, {"new", "bos"}),
        ({"fran": "2099-01-01"}, set()),
        ({"till": "2000-01-01"}, set()),
    ],
)
def test_what_the_filters_find(frozen, some, rut, chosen, expected):
    flag(frozen, some["new"])
    page = panel(rut).press(SHOW, **chosen)
    assert page.status == 200
    assert shown(page, rut, some) == expected
    # The address alone gives the same list, to anybody who may see it.
    assert shown(rut.browser.open(page.address), rut, some) == expected


@pytest.mark.req("004-067")
def test_those_who_read_but_never_answered_are_found(some, alva, rut):
    for name in ("asked", "partial"):
        alva.browser.open(f"/arenden/{some[name].id}")
    assert shown(panel(rut).press(SHOW, lasning="last"), rut, some) == {"asked", "partial"}
    assert shown(panel(rut).press(SHOW, lasning="olast"), rut, some) == set()


@pytest.mark.req("004-061", "004-055")
def test_by_type_handler_and_day(frozen, region, alva, some, rut, hugo, group):
    frozen.go(days=2)
    late = alva.sends(region.renewal_at_a, "late")
    some = some | {"late": late}
    rut.does("assign", late, group)
    page = panel(rut)
    kind = page.value_of(SHOW, "arendetyp", "Ställ en fråga")
    assert shown(page.press(SHOW, arendetyp=[kind]), rut, some) == {"bos"}
    both = [kind, page.value_of(SHOW, "arendetyp", "Förnya recept")]
    assert shown(page.press(SHOW, arendetyp=both, status=["ohanterat"]), rut, some) == {"new", "bos", "late"}
    assert shown(page.press(SHOW, hanterare=str(hugo.staff.id)), rut, some) == {"asked", "answered"}
    assert page.options(SHOW, "hanterare")["Grupper"] == ["Vårdgaranti"]
    by_group = page.press(SHOW, hanterare=page.value_of(SHOW, "hanterare", "Vårdgaranti"))
    assert shown(by_group, rut, some) == {"late"}
    assert [row["Hanterare"] for row in by_group.rows] == ["Vårdgaranti"]
    day = clock.today().isoformat()
    assert shown(page.press(SHOW, fran=day), rut, some) == {"late"}
    assert shown(page.press(SHOW, fran=day, till=day), rut, some) == {"late"}
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    assert "late" not in shown(page.press(SHOW, till=yesterday), rut, some)


@pytest.mark.req("004-064")
def test_chips_with_x_the_number_of_choices_and_clearing(some, rut):
    page = panel(rut).press(SHOW, status=["ohanterat", "svar"], avslutat="ja")
    chips = [a.text for a in page.main.all("a", class_="chip", aria_current="true")]
    assert chips == [f"{words} ta bort filter" for words in ("Ohanterat", "Svar från invånare", "Avslutat inkluderas")]
    assert "3 val" in [node.text for node in page.main.all("span", class_="count")]
    assert "2 val" in page.follow("FILTRERA 3 val").form(SHOW).all("legend")[0].text
    fewer = page.follow(chips[0])
    assert shown(fewer, rut, some) == {"answered"}
    assert "2 val" in [node.text for node in fewer.main.all("span", class_="count")]
    for words, start in (("RENSA ALLT", page), ("RENSA FILTER", page.follow("FILTRERA 3 val"))):
        cleared = start.follow(words)
        assert shown(cleared, rut, some) == {"new", "partial", "asked", "answered", "bos"}
        assert not cleared.main.all("a", class_="chip", aria_current="true")
    one = panel(rut).press(SHOW, status=["svar"])
    assert "1 val" in [node.text for node in one.main.all("span", class_="count")]


def test_a_period_that_cannot_be_is_refused_with_what_was_chosen(some, rut):
    page = panel(rut).press(SHOW, status=["svar"], fran="2026-11-20", till="2026-11-10")
    assert page.status == 422
    assert page.title.startswith("Fel:")
    assert "Slutdatumet ligger före startdatumet." in page.alerts
    assert page.fields(SHOW)["status"] == ["svar"]
    assert "Skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2026-11-30." in panel(rut).press(SHOW, fran="i går").alerts


def query_of(page):
    return parse_qs(urlsplit(page.address).query)


@pytest.mark.req("004-061")
@pytest.mark.parametrize("typed", ["Bo", "brunius", "bo bru", "19930423-2383", "199304232383", "930423-2383"])
def test_the_resident_is_posted_and_becomes_an_id(some, rut, bo, typed):
    page = panel(rut).press(SHOW, person=typed, status=["ohanterat"])
    assert query_of(page) == {"status": ["ohanterat"], "invanare": [str(bo.person.id)]}
    assert shown(page, rut, some) == {"bos"}
    assert any("Bo Brunius" in a.text for a in page.main.all("a", class_="chip", aria_current="true"))
    trace = Trace.objects.filter(action="search", label="person").latest("at")
    assert (trace.shown, trace.actor_id) == ([bo.person.id], rut.staff.id)
    assert typed not in str(trace.detail)


@pytest.mark.req("004-061")
def test_several_persons_are_chosen_between(region, some, rut):
    other = Person.objects.create(identity="199001012384", given_name="Bodil", family_name="Ahl")
    sending.send(_resident(other), region.a, region.renewal, other, "Hej")
    page = panel(rut).press(SHOW, person="bo")
    assert page.status == 200
    assert "?" not in page.address
    names = [a.text for a in page.main.one("ul").all("a")]
    assert names == ["Bo Brunius, 19930423-2383", "Bodil Ahl, 19900101-2384"]
    found = page.follow(names[0])
    assert shown(found, rut, some) == {"bos"}


def _resident(person):
    from tests.people import Resident

    return Resident(person).actor


@pytest.mark.req("004-061")
def test_nobody_outside_what_one_may_see_is_found(region, some, alva, bo, rut, hugo, olle):
    bo.sends(region.services["b", "renewal"])
    for who, path, typed in [
        (hugo, "mina/alla", "Bo"),  # Bo's case is not Hugo's
        (hugo, "mina/alla", "199304232383"),
        (rut, "mina/alla", "Alva"),
        (olle, "arenden/alla", "Alva"),  # Alva has written to clinic A only
        (rut, "arenden/alla", "Petra"),
        (rut, "arenden/alla", "%"),
        (rut, "arenden/alla", "19930423"),
    ]:
        page = panel(who, path).press(SHOW, person=typed)
        assert page.status == 422, typed
        assert "Ingen träff bland invånare" in page.alerts
        assert page.fields(SHOW)["person"] == typed
    assert shown(panel(hugo, "mina/alla").press(SHOW, person="Alva", avslutat="ja"), hugo, some) == {
        "asked", "answered", "closed",
    }  # fmt: skip


@pytest.mark.req("004-052", "B-01", "B-07")
def test_sorting_by_the_heads_of_the_columns(frozen, region, alva, rut, hugo):
    first = alva.sends(region.renewal_at_a)
    frozen.go(days=1)
    second = alva.sends(region.renewal_at_a)
    frozen.go(minutes=1)
    rut.does("partial_reply", first, "Vi har läst.")  # nothing is due in it any more
    third = alva.sends(region.renewal_at_a)

    def order(page):
        return [row["href"] for row in page.rows]

    addresses = {name: rut.case_address(case) for name, case in (("1", first), ("2", second), ("3", third))}

    def expect(page, *names):
        assert order(page) == [addresses[name] for name in names]

    page = rut.browser.open(rut.address("arenden/inkomna"))
    by_creation = page.follow("Skapat")
    expect(by_creation, "3", "2", "1")
    assert by_creation.root.one("th", aria_sort="descending").text == "Skapat"
    turned = by_creation.follow("Skapat")
    expect(turned, "1", "2", "3")
    assert turned.root.one("th", aria_sort="ascending").text == "Skapat"
    urgent = page.follow("Åtgärda senast")
    expect(urgent, "2", "3", "1")
    assert urgent.root.one("th", aria_sort="ascending").text == "Åtgärda senast"
    from vardtrad.cases.case.moves import urgency

    urgency.mark_urgent(rut.actor, first.id, urgent=True)
    expect(page.follow("Åtgärda senast"), "1", "2", "3")
    assert "det som ska åtgärdas tidigast först" in urgent.main.one("caption").text


@pytest.mark.req("002-008")
def test_everything_unhandled_today_is_one_click_away(frozen, some, rut, hugo):
    flag(frozen, some["bos"])
    page = rut.browser.open(rut.address("arenden/inkomna")).follow("Ohanterat i dag")
    assert shown(page, rut, some) == {"new", "bos", "answered"}
    assert page.root.one("th", aria_sort="ascending").text == "Åtgärda senast"
    own = hugo.browser.open(hugo.address("mina/")).follow("Ohanterat i dag")
    assert shown(own, hugo, some) == {"answered"}
    assert shown(page.follow("Flaggat"), rut, some) == {"bos"}


def test_templates_of_the_clinic_can_be_filtered_by(region, some, rut):
    CaseType.objects.create(code="offer", name="Erbjudande", direction="question")
    CaseType.objects.create(code="elsewhere", name="Finns inte här")
    labels = [node.text for node in panel(rut).form(SHOW).all("label")]
    assert "Erbjudande" in labels
    assert "Finns inte här" not in labels


@pytest.mark.parametrize("listed", ["", "arenden/x", "arenden/alla"])
def test_a_handler_gets_nowhere_by_a_forged_list(hugo, listed):
    for path in ("lista/filter", "lista/sok", "vyer/ny"):
        sent = {"lista": listed, "fraga": "", "ord": "x", "namn": "x"}
        assert hugo.browser.post(hugo.address(path), sent).status_code == 404
