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
    Chapter("borja", "Börja här", "planning/start/manual/borja.html"),
    Chapter("logga-in", "Logga in, byta enhet och byta roll", "planning/start/manual/logga-in.html"),
    Chapter("startsidan", "Startsidan", "planning/start/manual/startsidan.html"),
    Chapter("skapa", "Söka en person och skapa en SVU", "planning/start/manual/skapa.html"),
    Chapter("information-samtycke", "Information och samtycke", "planning/start/manual/information-samtycke.html"),
    Chapter("inskrivning", "Inskrivning", "planning/start/manual/inskrivning.html"),
    Chapter("kvittera", "Kvittera", "planning/start/manual/kvittera.html"),
    Chapter("fast-vardkontakt", "Fast vårdkontakt", "planning/start/manual/fast-vardkontakt.html"),
    Chapter("tid-for-utskrivning", "Tid för utskrivning", "planning/start/manual/tid-for-utskrivning.html"),
    Chapter("kartlaggning", "Kartläggning", "planning/start/manual/kartlaggning.html"),
    Chapter("stallningstagande", "Ställningstagande", "planning/start/manual/stallningstagande.html"),
    Chapter("utskrivning", "Utskrivning", "planning/start/manual/utskrivning.html"),
    Chapter("meddelanden", "Meddelanden och filer", "planning/start/manual/meddelanden.html"),
    Chapter("deltagare", "Deltagare och roller", "planning/start/manual/deltagare.html"),
    Chapter("extern-atkomst", "Läsa ärenden där man inte deltar", "planning/start/manual/extern-atkomst.html"),
    Chapter("versioner", "Versionshistorik", "planning/start/manual/versioner.html"),
)
