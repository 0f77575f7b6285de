"""The manual's contents, in the order of the work. The chapters are written in docs/manual/ as Markdown.

``scripts/manual.py`` makes them into the templates manual/<slug>.html, so that the product needs no Markdown
at run time; a test holds the two together. The chapters about a process come from its record.
"""

from __future__ import annotations

from vardtrad.planning import processes
from vardtrad.planning.plan.process import Chapter

BEFORE = (
    Chapter("borja", "Börja här", "planning/start/manual/borja.html"),
    Chapter("logga-in", "Logga in, byta enhet och byta roll", "planning/start/manual/logga-in.html"),
    Chapter("startsidan", "Startsidan", "planning/start/manual/startsidan.html"),
)
AFTER = (
    Chapter("meddelanden", "Meddelanden och filer", "planning/start/manual/meddelanden.html"),
    Chapter("deltagare", "Deltagare och roller", "planning/start/manual/deltagare.html"),
    Chapter("extern-atkomst", "Läsa ärenden där du inte deltar", "planning/start/manual/extern-atkomst.html"),
    Chapter("versioner", "Versionshistorik", "planning/start/manual/versioner.html"),
)


def chapters() -> list[Chapter]:
    """Every chapter: what all processes share, with each process in the middle."""
    return [*BEFORE, *(chapter for process in processes.PROCESSES for chapter in process.chapters), *AFTER]
