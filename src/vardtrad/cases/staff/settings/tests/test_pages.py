"""Every page of the administration opens for the clinic's administrator and for nobody else at the clinic."""

import pytest

from tests.people import hire

PAGES = {
    "": "Personal och behörigheter",
    "grupper/": "Grupper",
    "arendetyper/": "Ärendetyper",
    "standardsvar/": "Standardsvar",
    "standardsvar/nytt/": "Nytt standardsvar",
    "formular/": "Formulär",
    "formular/las-in/": "Läs in ett formulär",
    "tidsgranser/": "Tidsgränser",
    "schema/": "Schema",
    "skyddade-personuppgifter/": "Skyddade personuppgifter",
    "aviseringar/": "E-post för aviseringar",
    "arendemallar/": "Ärendemallar för utskick",
}


@pytest.mark.req("000-017", "000-019")
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_the_administrators(path, adam, rut, hugo, greta, olle, petra) -> None:
    page = adam.browser.open(adam.address(f"administration/{path}"))
    assert page.status == 200
    assert page.main.one("h1").text == PAGES[path]
    assert page.menu == [
        *(PAGES[place] for place in ("", "grupper/", "arendetyper/", "standardsvar/", "arendemallar/", "formular/")),
        *(PAGES[place] for place in ("tidsgranser/", "schema/")),
        "Brådskande för alla",
        PAGES["skyddade-personuppgifter/"],
        "Läsning 13–15 år",
        PAGES["aviseringar/"],
        "Brev",
    ]
    for who in (rut, hugo, greta, olle, petra):
        assert who.browser.open(adam.address(f"administration/{path}")).status == 404


@pytest.mark.req("002-003", "002-004", "002-005")
def test_an_administrator_who_adds_somebody_reads_how_to_introduce_them(adam, rut) -> None:
    page = adam.browser.open(adam.address("administration/"))
    assert "Behörigheten är personlig och får inte lånas ut." in page.text
    assert "Ärendehanterare hette tidigare Vårdgivare." in page.text
    (address,) = {
        link.attrs["href"].split("#")[0] for link in page.main.all("a") if "hjalp" in link.attrs.get("href", "")
    }
    for who in (adam, rut):
        manual = who.browser.open(address)
        assert manual.status == 200
        assert {"arendemottagare", "arendehanterare", "ny"} <= {
            heading.attrs.get("id") for heading in manual.root.all("h2")
        }


@pytest.mark.req("002-006")
def test_the_administrator_sees_who_lacks_an_address(region, adam, rut, hugo) -> None:
    hugo.staff.email = ""
    hugo.staff.save()
    page = adam.browser.open(adam.address("administration/aviseringar/"))
    assert "1 person får inga aviseringar, eftersom adressen saknas: Hugo Holm." in page.text
    assert next((row["Namn"], row["E-post"]) for row in page.rows) == ("Hugo Holm", "Saknas")
    assert ("Rut Rask", "rut@personal.example") in [(row["Namn"], row["E-post"]) for row in page.rows]
    # An administrator who handles no cases gets none, and needs none.
    assert "Adam Ask" not in [row["Namn"] for row in page.rows]
    hire(region.b, "Nils", "Ny", "SE9921000015-P060", "handler")
    assert "Nils Ny" not in adam.browser.open(adam.address("administration/aviseringar/")).main.text
