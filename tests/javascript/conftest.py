"""Loads a script of the product, unchanged, into a small page of its own in the browser.

Scripts are loaded under the product's own content security policy. The page's network and clock belong to the test
(stand_ins.js, screen.py), so nothing waits for real time. All tests of a module use the same window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, ConsoleMessage, Page, Route

from tests.javascript.screen import Screen
from vardtrad.shared.web.middleware import content_security_policy

ORIGIN = "https://vardtrad.test"
START = 1_772_524_800
"""When the clock of every window begins: 3 March 2026 08:00 UTC, in seconds since 1970."""

Load = Callable[..., Screen]


def static_name(script: str) -> str:
    """The name by which pages load a script, in whichever room it is. Raises LookupError when there is none."""
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            if Path(name).name == script:
                return f"{storage.prefix}/{name}" if getattr(storage, "prefix", "") else name
    raise LookupError(script)


@dataclass
class Window:
    """A browser window in which pages are loaded one after another."""

    browser: Browser
    html: str = ""
    faults: list[str] = field(default_factory=list)
    page: Page = field(init=False)
    fresh: bool = False

    def __post_init__(self) -> None:
        context = self.browser.new_context(viewport={"width": 1280, "height": 900}, locale="sv-SE")
        context.set_default_timeout(5_000)
        context.add_init_script(path=Path(__file__).with_name("stand_ins.js"))
        context.route("**/*", self._serve)
        context.on("weberror", lambda error: self.faults.append(f"script error: {error.error}"))
        context.on("console", self._said)
        context.clock.install(time=START)
        context.clock.pause_at(START + 1)
        self.page = context.new_page()

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(f"{message.type}: {message.text}")

    def _serve(self, route: Route) -> None:
        request = route.request
        name = request.url.removeprefix(f"{ORIGIN}/static/")
        if name != request.url and (path := finders.find(name)):
            route.fulfill(path=path, content_type="text/javascript; charset=utf-8")
        elif self.fresh:
            self.fresh = False
            headers = {"Content-Security-Policy": content_security_policy("/live/", ORIGIN)}
            route.fulfill(body=self.html, content_type="text/html; charset=utf-8", headers=headers)
        else:
            route.fulfill(status=204)  # the page stays where it is

    def load(self, scripts: tuple[str, ...], body: str, attributes: str, address: str) -> Screen:
        """Load a page with these scripts, in this order."""
        tags = "".join(f'<script defer src="/static/{static_name(script)}"></script>' for script in scripts)
        self.html = f'<!doctype html><html lang="sv"><title>Page</title>{tags}<body {attributes}>{body}</body></html>'
        self.fresh = True
        self.faults.clear()
        if "#" in address:
            self.page.goto("about:blank")  # from the same address without the fragment the page would not be loaded
        self.page.goto(ORIGIN + address)
        return Screen(self.page, faults=self.faults)


@pytest.fixture(scope="module")
def window(chromium: Browser) -> Iterator[Window]:
    """The module's window."""
    window = Window(chromium)
    yield window
    window.page.context.close()


@pytest.fixture
def load(window: Window) -> Iterator[Load]:
    """``load("live.js", body="…")`` gives the page with the script running; an error in a script fails the test."""

    def load_page(*scripts: str, body: str = "", attributes: str = "", address: str = "/") -> Screen:
        return window.load(scripts, body, attributes, address)

    yield load_page
    window.page.evaluate("localStorage.clear()")
    assert not window.faults, "\n".join(window.faults)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder is marked ``javascript``."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.javascript)
