"""A question of files as it is drawn: what is attached, and which files it takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _

from vardtrad.shared.forms.engine import files
from vardtrad.shared.forms.engine.files import FileFacts
from vardtrad.shared.forms.engine.form import Item
from vardtrad.shared.forms.engine.naming import most_files


@dataclass(frozen=True, slots=True)
class Attached:
    """The files of a question: those that are attached, how many more there may be, and which types it takes.

    ``fits`` is those types and the sizes in the reader's words. ``limit`` is the largest size of a file, in bytes.
    ``said`` is what has just been done, for a screen reader.
    """

    files: list[FileFacts]
    more: int
    fits: str
    accept: str
    limit: int
    said: str


@dataclass(frozen=True, slots=True)
class Done:
    """What a page says of its files besides what is judged, each by the field of its question."""

    wrong: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)


NOTHING_DONE = Done()


def attached(item: Item, ids: Iterable[str], waiting: Mapping[str, FileFacts], said: str) -> Attached:
    """The files of a question. One that is not there any more is not shown: the next page goes without it."""
    there = [waiting[file] for file in dict.fromkeys(ids) if file in waiting]
    kinds = files.taken(item)
    accept = [*kinds, *((".pdf",) if "application/pdf" in kinds else ())]
    if "image/jpeg" in kinds:
        # What a phone's camera gives, which is kept as JPEG.
        accept += ["image/heic", "image/heif", ".heic", ".heif"]
    more = max(0, most_files(item) - len(there))
    return Attached(there, more, _what_fits(item), ",".join(accept), settings.FILE_LIMIT, said)


def _what_fits(item: Item) -> str:
    """Which files a question takes, in words."""
    kinds, most = files.taken(item), most_files(item)
    types = _("PDF eller bild (JPEG, PNG, GIF eller HEIC)") if kinds == files.TAKEN else files.words(kinds)
    limit = min(item.limits.max_size or settings.FILE_LIMIT, settings.FILE_LIMIT)
    told = {"types": types, "most": most, "limit": files.megabytes(limit)}
    if most == 1:
        return _("%(types)s, högst %(limit)s.") % told
    return _("%(types)s, högst %(most)d filer och högst %(limit)s var.") % told
