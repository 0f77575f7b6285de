"""The steps of an SVU, as the tests of the page open them."""

from __future__ import annotations

from datetime import timedelta

from vardtrad.kernel import clock


def page(who, svu, step="", ask=""):
    """The plan's page as somebody opens it."""
    return who.browser.open(
        f"{who.base}svu/{svu.key}/" + (f"{step}/" if step else "") + (f"?visa={ask}" if ask else "")
    )


def iso(days):
    """The day ``days`` days from today, as the browser sends it."""
    return (clock.today() + timedelta(days=days)).isoformat()


def buttons(opened):
    """What can be pressed in the page's main part."""
    return [button.text for button in opened.main.all("button")]
