"""Text that the ward removed before it marked its part as complete is not in the history that others see."""

import pytest

from tests.plans import Drive

PATH = "stallningstagande.yttrande"
ERASED = "Vill inte hem till maken."


def history(who, svu, path=PATH):
    return who.browser.open(f"{who.base}svu/{svu.key}/falt/stallningstagande/historik?falt={path}").html


@pytest.mark.req("001-134", "001-146", "001-154")
def test_the_history_for_others_begins_with_the_text_when_the_ward_was_complete(planners):
    svu, vera = Drive(planners).published(), planners.staff["vera"]
    svu.writes(vera, PATH, ERASED).stated().marked().writes(vera, PATH, "Vill hem på fredag.")
    for who in (svu.care, svu.town):
        seen = history(who, svu)
        assert ERASED not in seen, who.staff.name
        assert "Elsa vill hem till sin lägenhet." in seen
        assert "Vill hem på fredag." in seen
    assert ERASED in history(svu.ward, svu)


@pytest.mark.req("001-134")
def test_what_the_others_write_has_its_whole_history(planners):
    svu, path = Drive(planners).published().marked(), "stallningstagande.insatser_kommun"
    svu.writes(svu.town, path, "Hemtjänst.").writes(svu.town, path, "Hemtjänst morgon.")
    for who in (svu.ward, svu.care, svu.town):
        assert "Hemtjänst.<" in history(who, svu, path)
        assert "Hemtjänst morgon.<" in history(who, svu, path)
