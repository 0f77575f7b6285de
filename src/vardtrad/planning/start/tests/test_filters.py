"""What narrows the start page: "Att göra" stands in the addresses, the words of the box are posted and never do."""

from urllib.parse import parse_qsl

import pytest

from tests.plans import Drive

ALL = ["Edvin En", "Elsa Ek"]


@pytest.fixture
def two(planners):
    """Elsa's and Edvin's plans; the admission of Edvin's is not acknowledged yet."""
    plans = {name: Drive(planners, patient=name, others=("oskar",)).published() for name in ("elsa", "edvin")}
    plans["elsa"].acknowledged("admission", planners.staff["oskar"])
    return plans


def names(page):
    return sorted(row.all("th")[0].all("a")[0].text for row in page.main.all("tr") if "data-case" in row.attrs)


def asked(address):
    """The parameters of an address, in order, without the moment when the page was loaded."""
    return [pair for pair in parse_qsl(address.partition("?")[2]) if pair[0] != "sedan"]


def choices(root):
    """The two choices above the list: words, what the address asks for, and whether it is the one shown."""
    return [(a.text, asked(a.attrs["href"]), "aria-current" in a.attrs) for a in root.all("a", class_="chip")]


@pytest.mark.req("001-052")
@pytest.mark.parametrize("view", ["", "vardkontakt/", "enhetens-sip/"])
@pytest.mark.parametrize(
    ("query", "kept", "only"),
    [
        ("", [], False),
        ("?att-gora=1", [], True),
        ("?att-gora=1&sortera=namn&ordning=fallande", [("sortera", "namn"), ("ordning", "fallande")], True),
        ("?fore=x&sortera=personnummer", [("sortera", "personnummer")], False),
        ("?sortera=andrad&ordning=stigande&efter=x", [("ordning", "stigande")], False),
    ],
)
def test_the_choice_is_a_link_that_keeps_the_order(two, oskar, view, query, kept, only):
    page = oskar.browser.open(oskar.base + view + query)
    wanted = [("Alla ärenden", kept, not only), ("Att göra", [*kept, ("att-gora", "1")], only)]
    assert choices(page.main.all("div", class_="chips")[0]) == wanted
    counts = page.main.all("div", class_="chips")[0].attrs["data-hx-get"]
    chosen = [("att-gora", "1")] if only else []
    assert asked(counts) == [("vy", view.strip("/")), *kept, *chosen][not view :]
    counted = choices(oskar.browser.open(counts).root)
    assert [(words.rstrip(" 012"), address, shown) for words, address, shown in counted] == wanted
    here = oskar.base + view
    assert all(a.attrs["href"].partition("?")[0] == here for a in page.main.all("a", class_="chip"))


@pytest.mark.req("001-052")
def test_what_is_to_be_done_is_found_and_counted(two, oskar):
    assert names(oskar.browser.open(oskar.base)) == ALL
    assert names(oskar.browser.open(oskar.base + "?att-gora=1")) == ["Edvin En"]
    for query in ("", "?vy=&att-gora=1"):
        counted = oskar.browser.open(f"{oskar.base}antal/{query}").root
        assert [words for words, _address, _shown in choices(counted)] == ["Alla ärenden 2", "Att göra 1"]


@pytest.mark.req("001-052")
def test_what_is_no_choice_narrows_nothing(two, oskar):
    page = oskar.browser.open(oskar.base + "?att-gora=x&sortera=x&ordning=x")
    assert names(page) == ALL
    assert choices(page.main.all("div", class_="chips")[0]) == [
        ("Alla ärenden", [], True),
        ("Att göra", [("att-gora", "1")], False),
    ]


@pytest.mark.req("001-051", "001-052")
def test_the_box_and_what_is_to_be_done_narrow_together(two, oskar):
    page = oskar.browser.open(oskar.base + "?att-gora=1")
    assert names(page.press("Filtrera", ord="e")) == ["Edvin En"]
    none = page.press("Filtrera", ord="elsa")
    assert names(none) == []
    assert "Inga ärenden stämmer med filtret" in none.text
    assert [name for name, _value in asked(none.address)] == ["att-gora", "filter"]
    assert none.fields("Filtrera")["ord"] == "elsa"


@pytest.mark.req("001-051")
def test_the_box_has_a_name_and_a_limit(two, oskar):
    page = oskar.browser.open(oskar.base)
    box = page.main.one("input", type="search")
    assert (box.attrs["name"], box.attrs["maxlength"], box.attrs["value"]) == ("ord", "100", "")
    assert page.main.one("label", for_=box.attrs["id"]).text == "Filtrera listan – Namn eller personnummer"


@pytest.mark.req("001-051")
def test_words_in_an_address_are_never_read(two, oskar):
    page = oskar.browser.open(oskar.base + "?ord=elsa")
    assert names(page) == ALL
    assert "elsa" not in page.main.one("input", type="search").attrs["value"]
    assert not [a for a in page.main.all("a") if "ord=" in a.attrs.get("href", "")]


@pytest.mark.req("001-051")
@pytest.mark.parametrize("words", ["", "   ", "x" * 101, "elsa\0"])
def test_what_the_box_does_not_take_narrows_nothing(two, oskar, words):
    page = oskar.browser.send(oskar.base, {"ord": words})
    assert names(page) == ALL
    assert page.main.one("input", type="search").attrs["value"] == ""


@pytest.mark.req("001-051")
def test_the_words_are_taken_as_they_are_written_without_blanks_around(two, oskar):
    page = oskar.browser.send(oskar.base, {"ord": "  Elsa  1933 "})
    assert names(page) == ["Elsa Ek"]
    assert page.main.one("input", type="search").attrs["value"] == "Elsa  1933"
    assert names(oskar.browser.send(oskar.base, {"ord": "a%k"})) == []


@pytest.mark.req("001-051", "001-052")
def test_the_choices_above_a_narrowed_list_keep_its_words(two, oskar):
    page = oskar.browser.send(oskar.base, {"ord": "edvin"})
    chips = page.main.all("div", class_="chips")[0]
    counted = oskar.browser.open(chips.attrs["data-hx-get"]).root
    for root in (chips, counted):
        (everything, to_do) = root.all("a", class_="chip")
        for link in (everything, to_do):
            shown = oskar.browser.open(link.attrs["href"])
            assert names(shown) == ["Edvin En"]
            assert shown.main.one("input", type="search").attrs["value"] == "edvin"
            assert "edvin" not in link.attrs["href"]
    assert names(page.press("Filtrera", ord="")) == ALL


@pytest.mark.req("001-060", "001-061")
def test_the_box_narrows_the_other_views_too(two, planners, oskar):
    for plan in two.values():
        plan.convened()
    here = oskar.base + "vardkontakt/"
    assert names(oskar.browser.open(here)) == ALL
    assert names(oskar.browser.send(here, {"ord": "elsa"})) == ["Elsa Ek"]
