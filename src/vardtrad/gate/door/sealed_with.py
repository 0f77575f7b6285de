"""How much of the log each key has sealed: what must be known before a key is taken away."""

from __future__ import annotations

from collections import Counter

from django.db.models import Count

from vardtrad.gate.door import trace
from vardtrad.gate.models import Seal, Trace, Version


def rows() -> tuple[dict[str, int], int]:
    """The number of trace rows, places and versions by the id of their key; and how many of them name none.

    Rows from before keys had ids are all of one key, since there was no way to change it: it is told by its latest row.
    """
    counted: Counter[str] = Counter()
    for sealed in (Trace.objects.all(), Seal.objects.all(), Version.objects.filter(seal__isnull=False)):
        counted.update(dict(sealed.order_by().values_list("key_id").annotate(number=Count("pk"))))
    unnamed = counted.pop("", 0)
    latest = Trace.objects.filter(key_id="").order_by("-at").first() if unnamed else None
    if latest is not None:
        key = trace.writer(latest)
        counted[key.id if key is not None else "okänd"] += unnamed
    return dict(counted), unnamed
