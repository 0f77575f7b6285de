"""Files as answers: which a question takes, and an attached file as a value of FHIR that points at it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from vardtrad.shared.forms.engine.form import NO_LIMITS, Item, Limits, Value

TAKEN = ("application/pdf", "image/jpeg", "image/png", "image/gif")
"""The media types that a page can keep a file as (``shared.documents``)."""

_ADDRESS = "urn:uuid:"


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file that waits to be sent with a page, as an answer tells of it; ``size`` in bytes."""

    id: str
    name: str
    media_type: str
    size: int


def type_fits(kind: Any, allowed: Sequence[str]) -> bool:
    """Whether a media type is among those that a question takes ("image/*" takes all images)."""
    if not isinstance(kind, str):
        return False
    plain = kind.partition(";")[0].strip().lower()
    return any(
        plain == entry.lower() or (entry.endswith("/*") and plain.startswith(entry[:-1].lower())) or entry == "*/*"
        for entry in allowed
    )


def taken(item: Item) -> tuple[str, ...]:
    """The media types that a question takes and a page can keep; empty when nothing can be attached."""
    wanted = item.limits.content_types
    return tuple(kind for kind in TAKEN if not wanted or type_fits(kind, wanted))


def broken_rule(limits: Limits, kind: Any, size: int | None) -> tuple[str, dict[str, Any]] | None:
    """The rule of its question that a file breaks, by the sentence's name and its values; None when it fits."""
    if limits is NO_LIMITS:
        return None
    if limits.max_size is not None and size is not None and size > limits.max_size:
        return "file-too-large", {"size": megabytes(size), "most": megabytes(limits.max_size)}
    if limits.content_types and not type_fits(kind, limits.content_types):
        return "file-type", {"type": words([str(kind or "?")[:100]]), "types": words(limits.content_types)}
    return None


def value_of(file: FileFacts) -> Value:
    """A file as an answer: the bytes are not in it, its address is the id under which the file is stored."""
    raw = {"contentType": file.media_type, "url": _ADDRESS + file.id, "size": file.size, "title": file.name}
    return Value("valueAttachment", raw)


def id_of(raw: Any) -> str | None:
    """The id of the file that an Attachment made here points at; None for any other."""
    address = raw.get("url") if isinstance(raw, Mapping) else None
    return address.removeprefix(_ADDRESS) if isinstance(address, str) and address.startswith(_ADDRESS) else None


def name_of(raw: Mapping[str, Any]) -> str:
    """What an Attachment is called."""
    return str(raw.get("title") or raw.get("url") or "")


def megabytes(size: int | Decimal) -> str:
    """A size for people: "1,5 MB", "300 kB"."""
    if size < 1_000:
        return f"{size} byte"
    unit, name = (1_000_000, "MB") if size >= 1_000_000 else (1_000, "kB")
    return f"{Decimal(size) / unit:.1f}".removesuffix(".0").replace(".", ",") + f" {name}"


_NAMES = {"application/pdf": "PDF", "image/*": "bild", "image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF"}


def words(types: Sequence[str]) -> str:
    """Media types as people call them; one that is not known here stands as it is written."""
    return ", ".join(dict.fromkeys(_NAMES.get(kind.lower(), kind) for kind in types))
