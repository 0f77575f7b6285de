"""One installation per run of the journeys, and browsers to visit it with."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from tests.database import Cluster, Copy
from tests.journeys.furnish import ELSEWHERE, PLACES, Story
from tests.journeys.plan_stories import PlanStory
from tests.journeys.processes import Letterbox, Site
from vardtrad.config.embedded.clamav import Clamd

FULL, DESK, PHONE = 1280, 1440, 390


@pytest.fixture(scope="session")
def site(server: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The installation: a database of its own with the demo region, pages, worker, live and an SMTP server."""
    name = f"vt_{os.environ['VARDTRAD_TEST_MARK']}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_journeys"
    letters = Letterbox()
    server.drop(name)  # of a run before this one that was broken off
    running_site = Site(Copy(**asdict(server.create(name, template))), tmp_path_factory.mktemp("site"), letters)
    try:
        running_site.start("pages", "live")
        running_site.stories = running_site.furnish(
            [key for key in PLACES if key not in ELSEWHERE], demo=True, plans=True
        )
        running_site.start("worker")
        running_site.wait()
        yield running_site
    finally:
        running_site.close()
        letters.close()
        server.drop(name)


@pytest.fixture(scope="session")
def browser(chromium: Browser) -> Browser:
    """The browser, the same for all journeys."""
    return chromium


@dataclass
class Visits:
    """Opens pages, each in a browser profile of its own, and collects the browser's complaints from all of them."""

    browser: Browser
    address: str
    allowed: tuple[str, ...]
    complaints: list[str] = field(default_factory=list)
    contexts: list[Any] = field(default_factory=list)

    def __call__(
        self, *, width: int = FULL, javascript: bool = True, bypass_csp: bool = False, browser: str | None = None
    ) -> Page:
        """A new visitor's page; ``browser`` is what it says it is, if it is to be another than it is."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": 844 if width == PHONE else 900},
            java_script_enabled=javascript,
            bypass_csp=bypass_csp,
            user_agent=browser,
            locale="sv-SE",
        )
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.complaints.append(f"script error: {error.error}"))
        context.on("request", self._asked)
        return context.new_page()

    def _said(self, message: ConsoleMessage) -> None:
        # The browser reports a page with status 4xx in the console; the files that the page loads must not be reported.
        page = message.text.startswith("Failed to load resource") and "/static/" not in message.location["url"]
        if message.type in {"error", "warning"} and not page:
            self.complaints.append(f"{message.type}: {message.text} ({message.location['url']})")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith(self.allowed):
            self.complaints.append(f"a request to somebody else: {request.url}")

    def close(self) -> None:
        """Close all and fail if there were complaints."""
        for context in self.contexts:
            context.close()
        assert not self.complaints, "\n".join(dict.fromkeys(self.complaints))


@pytest.fixture(scope="module")
def scanner(clamd_process: Clamd, site: Site) -> Iterator[None]:
    """The pages scan files with a real clamd while a module runs."""
    site.more["VARDTRAD_CLAMD"] = clamd_process.address
    site.restart("pages")
    yield
    del site.more["VARDTRAD_CLAMD"]
    site.restart("pages")


@pytest.fixture(scope="module")
def visits(browser: Browser, site: Site) -> Iterator[Visits]:
    """Visitors for a whole module."""
    browsing = Visits(browser, site.address, (f"{site.address}/", f"http://localhost:{site.live_port}/"))
    yield browsing
    browsing.close()


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Visits]:
    """Visitors for one test: ``visit()`` gives a page; complaints of the browser fail the test."""
    browsing = Visits(browser, site.address, (f"{site.address}/", f"http://localhost:{site.live_port}/"))
    yield browsing
    browsing.close()


@pytest.fixture
def story(request: pytest.FixtureRequest, site: Site) -> Story:
    """The clinic and the people of the test's module, named by its ``STORY``."""
    return site.stories[request.module.STORY]


@pytest.fixture(scope="module")
def planning(request: pytest.FixtureRequest, site: Site) -> PlanStory:
    """The planning story of the test's module, named by its ``STORY``."""
    return site.plans[request.module.STORY]


@pytest.fixture(scope="module")
def seats(visits: Visits, planning: PlanStory) -> Any:
    """The browsers of the module's planning story, one for each of its people."""
    from tests.journeys.plan_steps import Seats

    return Seats(visits, planning)


@pytest.fixture
def look(site: Site) -> Iterator[Callable[..., list[tuple[Any, ...]]]]:
    """A function that queries the database as its owner, for looking and for letting time pass."""
    with psycopg.connect(site.database.owner_url, autocommit=True) as connection:

        def ask(query: str, *values: object) -> list[tuple[Any, ...]]:
            cursor = connection.execute(query, values)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

        yield ask


def shots() -> Path:
    """The folder of pictures, which git leaves out."""
    folder = Path(__file__).resolve().parents[1] / ".shots"
    folder.mkdir(exist_ok=True)
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a journey."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)
