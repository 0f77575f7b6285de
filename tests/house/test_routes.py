"""Every address has a guard, no address can hold a personal number, and templates follow their ground rules."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import jinja2
import pytest
from django.conf import settings
from django.template import engines
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import get_converters

from vardtrad.shared.login.guards import Guard
from vardtrad.shared.login.models import World

SRC = Path(settings.BASE_DIR)
TEMPLATES = sorted(path for folder in settings.TEMPLATES[0]["DIRS"] for path in Path(folder).rglob("*.html"))

# The addresses that are open to everybody; no others may be.
PUBLIC = {
    "set_language", "shortcuts", "accessibility", "report_accessibility", "healthz", "readyz", "start", "staff_start",
    "resident_login", "staff_login", "resident_here", "staff_here",
    "demo_resident", "demo_staff", "demo_tour", "resident_logout", "staff_logout",
    "way_start", "way_answer", "way_accounts", "way_leave", "way_logged_out", "way_keys", "way_card",
    "way_told", "way_saml_answer", "way_saml_go_on", "way_saml_logout", "way_saml_metadata",
    "way_bankid", "way_bankid_wait",
    "way_bankid_qr", "way_bankid_end",
    "password_login", "password_code", "order_password",
    "kept_form",  # reads the session of the world in its address itself
}  # fmt: skip


def patterns(resolver: URLResolver | None = None, before: str = "") -> list[tuple[str, URLPattern]]:
    """Every address of the product, with its pattern."""
    url_patterns: list[tuple[str, URLPattern]] = []
    for url_pattern in (resolver or get_resolver()).url_patterns:
        path = before + str(url_pattern.pattern)
        url_patterns += patterns(url_pattern, path) if isinstance(url_pattern, URLResolver) else [(path, url_pattern)]
    return url_patterns


ROUTES = patterns()


@pytest.mark.req("000-008", "000-019")
@pytest.mark.parametrize(("path", "route"), ROUTES, ids=[str(route.name) for _path, route in ROUTES])
def test_every_view_has_a_guard_that_fits_its_address(path: str, route: URLPattern) -> None:
    guard = getattr(route.callback, "guard", None)
    assert isinstance(guard, Guard), f"{path} has no guard"
    assert (guard.world is None) == (route.name in PUBLIC)
    if guard.world is not None:
        assert (guard.world == World.STAFF) == path.startswith(("personal/", "planer/"))
    # An address with a clinic in the staff tool is guarded at that clinic, and one with a seat at that seat.
    assert guard.at_clinic == path.startswith("personal/<uuid:unit>")
    assert guard.at_unit == path.startswith("planer/<uuid:unit>/<slug:role>")


def test_the_public_addresses_still_exist() -> None:
    assert {route.name for _path, route in ROUTES} >= PUBLIC


def test_addresses_hold_uuids_and_words_and_nothing_else() -> None:
    """An address cannot contain a personal number when every part of it is a word of ours or a uuid.

    The role of a seat is the code of a row that the system administrators made: a word of ours. So are the names of the
    tables of the statistics, the two kinds of file, and the id of a way in, which may hold few digits
    (vardtrad.shared.login.ways.tests.test_rows). A question and a version of a form are told by a few digits.
    """
    for path, route in ROUTES:
        known = path.replace("/<slug:role>/", "/").replace("<slug:table>.<slug:kind>", "").replace("<slug:way>", "")
        open_parts = re.findall(r"<(\w+):|\(\?P<(\w+)>", known)
        assert all(kind in {"uuid", "few_digits"} or name == "world" for kind, name in open_parts), path
        assert not re.search(r"\d{6}", path), path
        assert route.name


def test_few_digits_are_too_few_for_a_personal_number() -> None:
    few = get_converters()["few_digits"].regex
    assert re.fullmatch(few, "10")
    assert not re.fullmatch(few, "123456")


def test_names_are_used_once() -> None:
    names = [route.name for _path, route in ROUTES]
    assert len(names) == len(set(names))


def rendered_in(source: Path) -> set[str]:
    """The templates that a file of Python names."""
    return {
        node.value
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[\w/]+\.html", node.value)
    }


def test_every_template_that_a_view_names_exists_and_compiles() -> None:
    environment: jinja2.Environment = engines.all()[0].env
    named = {name for path in SRC.rglob("*.py") if "tests" not in path.parts for name in rendered_in(path)}
    assert named
    for name in named:
        environment.get_template(name)


def test_every_template_is_used() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in [*SRC.rglob("*.py"), *TEMPLATES])
    for path in TEMPLATES:
        name = str(path.relative_to(SRC)).replace("templates/", "")
        assert f"'{name}'" in text or f'"{name}"' in text, f"{name} is used by nothing"


FORBIDDEN = {
    "a filter that switches escaping off": r"\|\s*safe\b",
    "escaping switched off": r"autoescape\s+false",
    "script in the page": r"<script(?![^>]*\bsrc=)",
    "script in an attribute": r"\son[a-z]+\s*=",
    "style in the page": r"<style|\sstyle\s*=\s*[\"']",
    "script in an address": r"javascript:",
    "a data address": r"[\"'(]data:",
    "htmx that needs eval": r"hx-on|hx-vals=.js:|hx-vars",
    "a third party": r"(?:src|href|action)=[\"']?(?:https?:)?//",
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SRC)))
def test_templates_keep_to_the_policy(path: Path) -> None:
    text = re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for why, pattern in FORBIDDEN.items():
        if why == "style in the page" and path.name == "m.html":
            # A macro's own argument named style is not an attribute of the page.
            text = re.sub(r"style=['\"](?:stamp|day|long_day|clock|moment)['\"]", "", text)
        breach = re.search(pattern, re.sub(r"style='(?:stamp|day|moment|clock|long_day)'", "", text))
        assert breach is None, f"{why}: {breach.group() if breach else ''}"


def test_every_form_that_posts_carries_the_secret() -> None:
    for path in TEMPLATES:
        for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", path.read_text(encoding="utf-8"), re.DOTALL):
            assert "csrf" in form, f"{path.name}: a form without csrf_input"


def test_markup_is_made_of_text_in_few_places() -> None:
    """``Markup(variable)`` would let a text through unescaped: only constants and our own sentences may be marked."""
    for path in SRC.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"Markup", "mark_safe"}
            ):
                sentence = [ast.unparse(arg) for arg in node.args] == [
                    "gettext(text)"
                ] and path == SRC / "shared/web/jinja.py"
                constant = all(isinstance(arg, ast.Constant) for arg in node.args)
                assert constant or sentence, f"{path.name}:{node.lineno}"
