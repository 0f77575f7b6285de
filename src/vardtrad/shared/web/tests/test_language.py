"""Swedish unless the visitor has chosen English; the browser's preference is ignored."""

import pytest


def test_swedish_whatever_the_browser_wishes(browser):
    answer = browser.get("/klart", headers={"accept-language": "en"})
    assert answer["Content-Language"] == "sv"
    assert '<html lang="sv"' in answer.content.decode()
    assert "fredag 20 november" in answer.content.decode()


def test_english_is_chosen_and_remembered(browser):
    answer = browser.post("/sprak", {"language": "en", "next": "/klart?sida=2"})
    assert (answer.status_code, answer["Location"]) == (302, "/klart?sida=2")
    page = browser.get("/klart")
    assert page["Content-Language"] == "en"
    assert "Friday 20 November" in page.content.decode()
    assert browser.post("/sprak", {"language": "sv", "next": "/klart"}).status_code == 302
    assert browser.get("/klart")["Content-Language"] == "sv"


@pytest.mark.parametrize("goal", ["https://ond.example/", "//ond.example", "/\\ond.example", "javascript:alert(1)", ""])
def test_the_choice_never_leads_to_somebody_else(browser, goal):
    assert browser.post("/sprak", {"language": "en", "next": goal})["Location"] == "/"


def test_an_unknown_language_is_not_remembered(browser):
    assert "vt_sprak" not in browser.post("/sprak", {"language": "xx", "next": "/"}).cookies
    browser.cookies["vt_sprak"] = "../../etc"
    assert browser.get("/klart")["Content-Language"] == "sv"


def test_the_language_is_not_changed_by_a_link(browser):
    assert browser.get("/sprak?language=en").headers["Location"] == "/"
