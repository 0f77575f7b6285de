"""A page with a script of the product, and the script's surroundings: network, clock and live process."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Locator, Page

TRIES = 500
"""How often a wait is tried, 10 ms apart."""


@dataclass(frozen=True)
class Request:
    """What a script asked the server for."""

    number: int
    address: str
    method: str
    fields: dict[str, str]
    keepalive: bool
    redirect: str
    accept: str


@dataclass
class Screen:
    """A loaded page. Time passes only in ``wait``; a request stays unanswered until ``answer``."""

    page: Page
    seen: int = 0
    faults: list[str] = field(default_factory=list)

    def wait(self, seconds: float) -> None:
        """Let time pass in the page; timers run in their order.

        Playwright's clock silently stops while the page tries to go to another address, which lasts until that
        address has been answered.
        """
        begin, length = self.run("Date.now()"), round(seconds * 1000)
        for _ in range(TRIES):
            self.page.clock.run_for(length)
            if (passed := self.run("Date.now()") - begin) == length:
                return
            assert passed == 0, f"{passed} ms passed instead of {length}"
            self.page.wait_for_timeout(10)
        raise AssertionError("the page does not come to rest")

    def run(self, script: str, argument: object = None) -> Any:
        """Run JavaScript in the page and return its value."""
        return self.page.evaluate(script, argument)

    def find(self, selector: str) -> Locator:
        """The element or elements of a CSS selector."""
        return self.page.locator(selector)

    def click_is_taken(self, selector: str, **keys: bool) -> bool:
        """Click a link with these keys held (``ctrlKey=True``): whether a script took the click from the browser.

        The browser's part of the click is always left out.
        """
        return bool(
            self.find(selector).evaluate(
                """(link, keys) => {
                    let taken;
                    const last = (event) => {
                        taken = event.defaultPrevented;
                        event.preventDefault();
                    };
                    addEventListener("click", last, {once: true});
                    link.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true, ...keys}));
                    return taken;
                }""",
                keys,
            )
        )

    # The network.

    def requests(self) -> list[Request]:
        """The requests since the last time this was asked."""
        new = [Request(number, **told) for number, told in enumerate(self.run("world.requests"))][self.seen :]
        self.seen += len(new)
        return new

    def request(self) -> Request:
        """The one request since the last time this was asked; it is an error if there are none or several."""
        (request,) = self.requests()
        return request

    def answer(self, request: Request, status: int | str, content: object = None, *, html: str | None = None) -> None:
        """Answer with JSON, or with HTML; the status "lost" breaks the connection, "login" redirects."""
        text = json.dumps(content) if html is None else html
        content_type = "application/json" if html is None else "text/html; charset=utf-8"
        self.run("(told) => { world.answer(...told); }", [request.number, status, text, content_type])

    # The live process and the window.

    def live(self, event: str, *, source: int = 0, state: int = 1) -> None:
        """Let the live process say something. ``state`` is the EventSource's: 0 connecting, 1 open, 2 closed."""
        self.run("(told) => world.live(...told)", [source, event, state])

    def sources(self) -> list[dict[str, Any]]:
        """Every EventSource that the page has opened, with the state it has now."""
        told: list[dict[str, Any]] = self.run(
            "world.sources.map(({address, withCredentials, readyState}) => ({address, withCredentials, readyState}))"
        )
        return told

    def news(self, *types: str) -> None:
        """Send these events to the page's body, as js/live.js does."""
        for type_ in types:
            self.run("(type) => { document.body.dispatchEvent(new CustomEvent(type)); }", type_)

    def heard(self) -> list[str]:
        """The events by which the scripts have spoken to each other."""
        told: list[str] = self.run("world.news")
        return told

    def departures(self) -> list[dict[str, Any]]:
        """Every attempt to leave the page: its address and, of a form, what was sent."""
        told: list[dict[str, Any]] = self.run("world.departures")
        return told

    def departed(self) -> dict[str, Any]:
        """The only attempt to leave the page, waited for when it has not come yet."""
        self.page.wait_for_function("() => world.departures.length")
        (departure,) = self.departures()
        return departure

    def warns_when_left(self) -> bool:
        """Close the page, as far as its scripts can tell: whether the browser would ask "leave the page?"."""
        return bool(self.run("!window.dispatchEvent(new Event('beforeunload', {cancelable: true}))"))

    def put_away(self) -> None:
        """The page goes into the browser's memory of earlier pages."""
        self.run("window.dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")

    def brought_back(self) -> None:
        """The page comes back from the browser's memory of earlier pages."""
        self.run("window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")

    def hidden(self) -> None:
        """The user goes to another tab."""
        self.run(
            """() => {
                Object.defineProperty(document, "visibilityState", {value: "hidden", configurable: true});
                document.dispatchEvent(new Event("visibilitychange"));
            }"""
        )

    def online(self) -> None:
        """The computer has a network again."""
        self.run("window.dispatchEvent(new Event('online'))")
