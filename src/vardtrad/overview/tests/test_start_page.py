"""The start page: which plans stand there, in which order, what the row says, and what has changed since it was loaded."""

import pytest

from tests.plans import Drive


def test_smoke(planners, vera, oskar):
    Drive(planners).published()
    page = vera.browser.open(vera.base)
    assert page.status == 200
    assert "Elsa Ek" in page.text
    page = oskar.browser.open(oskar.base)
    assert "Kvittera inskrivningen" in page.text
