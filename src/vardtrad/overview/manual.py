"""The manual's contents, in the order of the work. Its chapters are written in docs/manual/ as Markdown.

``scripts/manual.py`` makes them into the templates overview/manual/<slug>.html, so that the product needs no Markdown
at run time; a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: the last part of its address, which is its file's name too, and its title."""

    slug: str
    title: str

    @property
    def template(self) -> str:
        """Where the chapter's text stands."""
        return f"overview/manual/{self.slug}.html"


CHAPTERS = (
    Chapter("borja", "Börja här"),
    Chapter("logga-in", "Logga in, byta enhet och byta roll"),
    Chapter("startsidan", "Startsidan"),
    Chapter("skapa", "Söka en person och skapa en SVU"),
    Chapter("information-samtycke", "Information och samtycke"),
    Chapter("inskrivning", "Inskrivning"),
    Chapter("kvittera", "Kvittera"),
    Chapter("fast-vardkontakt", "Fast vårdkontakt"),
    Chapter("tid-for-utskrivning", "Tid för utskrivning"),
    Chapter("kartlaggning", "Kartläggning"),
    Chapter("stallningstagande", "Ställningstagande"),
    Chapter("utskrivning", "Utskrivning"),
    Chapter("meddelanden", "Meddelanden och filer"),
    Chapter("deltagare", "Deltagare och roller"),
    Chapter("extern-atkomst", "Läsa ärenden där man inte deltar"),
    Chapter("versioner", "Versionshistorik"),
)
