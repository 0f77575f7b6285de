"""Paper: a page's HTML made into a PDF (B-13), tagged for screen readers (PDF/UA-1).

WeasyPrint draws with Pango, a library of the operating system. Where that is missing nothing else stops: ``available``
returns False, and the page says so. Drawing reaches neither the network nor other files than our own styles and
fonts, so that nothing written in a page can fetch anything.

The fonts for Latin, Cyrillic, Greek, Arabic and Ethiopic letters are our own (css/paper.css). Other signs are drawn by
the fonts that the machine has; where it has none the paper says that signs are missing, since an empty box in the
place of a name or a dose must not be taken for what was written.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from vardtrad.shared.web.plain import drawable

OURS = "https://paper.invalid/"
"""The base address of a page for paper, under which our own style and fonts are."""
STYLE = "css/paper.css"
MISSING = _(
    "PDF kan inte skapas på den här servern, eftersom programbiblioteket Pango saknas. Använd Skriv ut i webbläsaren."
)
_STATIC = Path(__file__).parent / "static"
_KINDS = {".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml"}


SIGNS_MISSING = _(
    "Obs! Texten har tecken som saknas i serverns typsnitt. De visas som tomma rutor här. Läs texten på skärmen i "
    "stället."
)
SCRIPTS = {
    "latinska": "Åäö Łódź Đặng Æðþ Șț Ğığ",
    "kyrilliska": "Ярослав Єїґ Ћђ",
    "grekiska": "Γεώργιος ώ",
    "arabiska": "محمد پچژگ ێۆڵ",
    "etiopiska": "ሰላም ኣብራሃም",
    "armeniska": "Արմեն",
    "bengaliska": "নাম",
    "georgiska": "გიორგი",
    "hebreiska": "שרה",
    "indiska (devanagari)": "नाम",
    "kinesiska": "王小明",
    "koreanska": "김민준",
    "tamilska": "பெயர்",
    "thailändska": "สมชาย",
    "emoji": "😀",
}
"""A few signs of each script, to try whether this machine can draw it (``undrawn_scripts``)."""
OWN_SCRIPTS = frozenset({"latinska", "kyrilliska", "grekiska", "arabiska", "etiopiska"})
"""The scripts of our own fonts, which every machine with Pango draws."""
MOST_LINES = 6_000
"""The lines that a paper may have: drawing takes some two seconds for a thousand, and holds one of few web threads."""
SIGNS_ON_A_LINE = 90
TOO_LONG = _("Utskriften är för lång för en PDF-fil. Använd Skriv ut i webbläsaren, eller välj färre ärenden.")
UNDRAWN = _("PDF-filen gick inte att skapa. Använd Skriv ut i webbläsaren.")

T = TypeVar("T")

log = logging.getLogger(__name__)


class NoPaper(Exception):
    """Pango is missing on this machine, or the page cannot be drawn; the words are for the reader."""


class TooLong(NoPaper):
    """The page is longer than is drawn while somebody waits."""


@cache
def available() -> bool:
    """Whether this machine can make PDF files."""
    try:
        import weasyprint  # noqa: F401 (it looks for Pango when it is imported)
    except (ImportError, OSError):
        return False
    return True


def pdf(*papers: str) -> bytes:
    """The papers as one PDF, each with its own page numbers and from drawable signs alone. Raises NoPaper.

    Each is the HTML of a page, in the style of ``css/paper.css``, which says its language; the title is that of the
    first. Where signs have no font a paper begins with a line that says so. Raises TooLong for more than MOST_LINES.
    """
    if sum(map(_lines, papers)) > MOST_LINES:
        raise TooLong(str(TOO_LONG))
    clean = [drawable(html) for html in papers]
    made, missing = _drawn(clean)
    if missing:
        log.warning("a page for paper has signs that no font of this machine holds")  # not which: they are somebody's
        note = f'<p class="undrawn"><b>{SIGNS_MISSING}</b></p>'
        told = [
            re.sub(r"<body[^>]*>", lambda body: body[0] + note, html, count=1)
            if missing & set(map(ord, html))
            else html
            for html in clean
        ]
        made, _missing = _drawn(told)
    return made


def undrawable(things: Sequence[T], draw: Callable[[Sequence[T]], bytes]) -> list[T]:
    """Those of these things, which cannot be drawn together, that cannot be drawn at all.

    Halves that can be drawn are not looked through: one among a hundred takes a dozen smaller drawings, not a hundred.
    """
    if len(things) == 1:
        return list(things)
    left: list[T] = []
    for half in (things[: len(things) // 2], things[len(things) // 2 :]):
        try:
            draw(half)
        except NoPaper:
            left += undrawable(half, draw)
    return left


def _lines(html: str) -> int:
    """About how many lines a page has: those that are written in it, or those that its signs need if they are more."""
    return max(len(_NEW_LINE.findall(html)), len(html) // SIGNS_ON_A_LINE)


_NEW_LINE = re.compile(r"<(?:br|p|li|tr|dd|h[1-6])[ >]", re.IGNORECASE)


@cache
def undrawn_scripts() -> list[str]:
    """The scripts that this machine has no font for, by the names of SCRIPTS. Raises NoPaper without Pango."""
    head = '<html lang="sv"><head><title>Prov</title></head>'
    _made, missing = _drawn([f"{head}<body><p>{' '.join(SCRIPTS.values())}</p></body></html>"])
    return [script for script, signs in SCRIPTS.items() if set(map(ord, signs)) & missing]


def _drawn(papers: Sequence[str]) -> tuple[bytes, set[int]]:
    """The papers as one PDF, and the code points that no font could draw. Raises NoPaper."""
    if not available():
        raise NoPaper(str(MISSING))
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class Ours(URLFetcher):  # type: ignore[misc]
        """Fetches our own styles and fonts, and refuses everything else."""

        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            """One of our files. Raises FatalURLFetchingError for anything else."""
            path = own_file(url)
            if path is None:
                raise FatalURLFetchingError("not ours")
            content = _unpacked(path) if path.suffix == ".woff2" else path.read_bytes()
            return URLFetcherResponse(url, content, {"Content-Type": _KINDS[path.suffix]})

    try:
        # The style is read once for all: that takes longer than drawing a letter.
        fonts = FontConfiguration()
        style = CSS(url=OURS + STYLE, url_fetcher=Ours(), font_config=fonts)
        documents = [
            HTML(string=html, base_url=OURS, url_fetcher=Ours()).render(
                stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1"
            )
            for html in papers
        ]
        whole = documents[0].copy([page for document in documents for page in document.pages])
        made = whole.write_pdf(pdf_variant="pdf/ua-1")
        missing = {code for font in whole.fonts.values() for code in font.missing}
    except Exception as broken:
        # Somebody's text is more than WeasyPrint can draw; the log gets nothing of its content.
        log.error("a page for paper could not be drawn: %s", type(broken).__name__)
        raise NoPaper(str(UNDRAWN)) from None
    return bytes(made), missing


@cache
def _unpacked(path: Path) -> bytes:
    """A font of ours as it is drawn with; unpacked once in a process, since that takes longer than drawing a paper."""
    from fontTools.ttLib import woff2

    unpacked = BytesIO()
    woff2.decompress(BytesIO(path.read_bytes()), unpacked)
    return unpacked.getvalue()


def own_file(url: str) -> Path | None:
    """Our file at an address, if it is a style, a font or a picture."""
    if not url.startswith(OURS):
        return None
    path = (_STATIC / unquote(urlsplit(url).path).lstrip("/")).resolve()
    return path if path.is_relative_to(_STATIC) and path.suffix in _KINDS and path.is_file() else None


def response(request: HttpRequest, template: str, context: dict[str, Any], name: str) -> HttpResponse:
    """A PDF to open or save, drawn from a template; its file's name holds no personal data. Raises NoPaper."""
    return to_open(pdf(render_to_string(template, context, request)), name)


def to_open(body: bytes, name: str) -> HttpResponse:
    """A PDF that has been drawn, to open or save under a name without personal data."""
    answer = HttpResponse(body, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
