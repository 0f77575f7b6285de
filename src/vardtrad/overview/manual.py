"""The manual's contents, in the order of the work. Its chapters are written in docs/manual/ as Markdown.

``scripts/manual.py`` makes them into the templates manual/<slug>.html, so that the product needs no Markdown
at run time; a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: its word in the address, which is its file's name too, its title, and where its text stands."""

    slug: str
    title: str
    template: str


CHAPTERS = (
    Chapter("borja", "Börja här", "manual/borja.html"),
    Chapter("logga-in", "Logga in, byta enhet och byta roll", "manual/logga-in.html"),
    Chapter("startsidan", "Startsidan", "manual/startsidan.html"),
    Chapter("skapa", "Söka en person och skapa en SVU", "manual/skapa.html"),
    Chapter("information-samtycke", "Information och samtycke", "manual/information-samtycke.html"),
    Chapter("inskrivning", "Inskrivning", "manual/inskrivning.html"),
    Chapter("kvittera", "Kvittera", "manual/kvittera.html"),
    Chapter("fast-vardkontakt", "Fast vårdkontakt", "manual/fast-vardkontakt.html"),
    Chapter("tid-for-utskrivning", "Tid för utskrivning", "manual/tid-for-utskrivning.html"),
    Chapter("kartlaggning", "Kartläggning", "manual/kartlaggning.html"),
    Chapter("stallningstagande", "Ställningstagande", "manual/stallningstagande.html"),
    Chapter("utskrivning", "Utskrivning", "manual/utskrivning.html"),
    Chapter("meddelanden", "Meddelanden och filer", "manual/meddelanden.html"),
    Chapter("deltagare", "Deltagare och roller", "manual/deltagare.html"),
    Chapter("extern-atkomst", "Läsa ärenden där man inte deltar", "manual/extern-atkomst.html"),
    Chapter("versioner", "Versionshistorik", "manual/versioner.html"),
)
