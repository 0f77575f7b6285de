"""Sök och skapa: a whole number, a person's plans, and a new SVU with its addressed units."""

from tests.plans import Drive


def test_smoke(planners, vera, elsa):
    page = vera.browser.open(vera.base).press("Sök", number="193304049228")
    assert "Elsa Ek" in page.text
    assert "Vårdcentralen Planen" in page.text
    response = vera.browser.post(page.form("Skapa ny SVU").attrs["action"], page.fields("Skapa ny SVU"))
    assert "/svu/" in response.headers["Location"]


def test_smoke_read(planners, vera, extern, elsa):
    svu = Drive(planners).published()
    page = extern.browser.open(extern.base).press("Sök", number="19330404-9228")
    page = extern.browser.open(f"{extern.base}las/{svu.key}/")
    assert page.status == 200
