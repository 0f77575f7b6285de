"""Reads a stranger's file in a process of its own, with little time and memory and none of our keys.

Run as a program, with the content on standard input:

    reading.py <media type> <most pages> <most characters> <most bytes of a picture>

Exit code 0: standard output is three parts (``packed``): every text in the file, in UTF-8; for an image, the picture
drawn anew; and a small one of it. Exit code 3: it could not be read, and standard output is a word of ``Why``. It
knows nothing of the product, so that a flaw in a file reader cannot reach anything.
"""

from __future__ import annotations

import io
import re
import resource
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

CANNOT = 3
SECONDS = 20
MEMORY = 1_500_000_000
PIXELS = 60_000_000
"""A4 at 600 dots per inch is 35 million; a few bytes can claim to be billions of them (ASVS 5.2.6)."""
FRAMES = 500
HEAD, TAIL = 256_000, 64_000
"""How many of an image's bytes are searched besides the parts known to be text."""


class Why(StrEnum):
    """Why a file could not be read to its end."""

    LOCKED = "locked"
    FILES_INSIDE = "files_inside"
    ACTIVE = "active"
    LARGE = "large"
    BROKEN = "broken"


class Unreadable(Exception):
    """A file that cannot be read to its end, so nobody can say what it holds."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


def bounded(most: int, texts: Iterator[str]) -> str:
    """The texts together. Raises Unreadable when they have more than ``most`` characters."""
    parts, length = [], 0
    for text in texts:
        length += len(text)
        if length > most:
            raise Unreadable(Why.LARGE)
        parts.append(text)
    return "\n".join(parts)


# ── PDF ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def pdf_texts(content: bytes, pages: int) -> Iterator[str]:
    """Every text in a PDF: its data, pages, notes, form fields and bookmarks."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted:
        raise Unreadable(Why.LOCKED)
    if len(reader.pages) > pages:
        raise Unreadable(Why.LARGE)
    if reader.attachments:
        raise Unreadable(Why.FILES_INSIDE)
    _refuse_active(reader)
    yield from (str(value) for value in (reader.metadata or {}).values())
    described = reader.root_object.get("/Metadata")
    if described is not None:
        yield from _in_bytes(described.get_object().get_data())
    for page in reader.pages:
        yield page.extract_text() or ""
        for note in page.get("/Annots") or ():
            annotation = note.get_object()
            if annotation.get("/Subtype") == "/FileAttachment":
                raise Unreadable(Why.FILES_INSIDE)
            yield from (str(annotation.get(key, "")) for key in ("/Contents", "/T", "/Subj"))
    for field in (reader.get_fields() or {}).values():
        yield str(field.value or "")
    yield from _titles(reader.outline)


ACTIVE_KEYS = frozenset({"/JavaScript", "/JS", "/Launch", "/AA", "/RichMedia", "/RichMediaContent", "/XFA"})
"""Keys that a PDF has for what is run, played or filled in by a program of its own."""
FILE_KEYS = frozenset({"/EmbeddedFiles", "/EF", "/RF"})
HARMLESS = frozenset({"/GoTo", "/GoToR", "/URI", "/Named"})
"""What a link may do: go to a page, or to an address that the reader's program asks about first."""
ACTIVE_KINDS = frozenset({"/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"})


def _refuse_active(reader: Any) -> None:
    """Raise Unreadable if any object of the PDF, also one packed in an object stream, is made to be run.

    Every object in the file's own table is looked at, whether or not a page refers to it: a script need not be where a
    reader of pages would come upon it.
    """
    from pypdf.generic import IndirectObject

    keys = {(number, generation) for generation, objects in reader.xref.items() for number in objects}
    keys |= {(number, 0) for number in reader.xref_objStm}
    _refuse_active_in(reader.trailer)
    for number, generation in keys:
        _refuse_active_in(reader.get_object(IndirectObject(number, generation, reader)))


def _refuse_active_in(pdf_object: Any) -> None:
    """Look through an object and what lies directly in it; what it refers to is looked at in its own turn."""
    from pypdf.generic import ArrayObject, DictionaryObject

    waiting = [pdf_object]
    while waiting:
        part = waiting.pop()
        if isinstance(part, DictionaryObject):
            if FILE_KEYS & part.keys() or part.get("/Type") == "/EmbeddedFile":
                raise Unreadable(Why.FILES_INSIDE)
            if ACTIVE_KEYS & part.keys() or part.get("/Subtype") in ACTIVE_KINDS or _acts(part):
                raise Unreadable(Why.ACTIVE)
            waiting += [part.raw_get(key) for key in part]
        elif isinstance(part, ArrayObject):
            waiting += list(part)


def _acts(part: Any) -> bool:
    """Whether a dictionary is an action that does more than show another place.

    An action says what it is by ``/S``; so do a few other things, which have none of these words for it.
    """
    kind = part.get("/S")
    if "/OpenAction" in part:
        opened = part["/OpenAction"]
        if hasattr(opened, "keys") and opened.get("/S") not in HARMLESS:
            return True
    return kind in {
        "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/ResetForm", "/GoToE", "/Rendition", "/Movie",
        "/Sound", "/RichMediaExecute", "/GoTo3DView",
    }  # fmt: skip


def _titles(outline: Any) -> Iterator[str]:
    for title in outline:
        if isinstance(title, list):
            yield from _titles(title)
        else:
            yield str(title.title or "")


# ── Images ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a file: its texts and, for an image, the picture drawn anew and a small one of it (JPEG)."""

    text: str
    picture: bytes = b""
    small: bytes = b""


FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/heic": "HEIF"}
DRAWN_AS = {"image/heic": "image/jpeg"}
"""The media type of an image after it has been drawn anew, where it is another one than before."""
QUALITY, SMALL_QUALITY = 90, 75
SMALL = (320, 320)


def image_contents(content: bytes, media_type: str, most: int) -> Contents:
    """The texts beside an image's picture, and the picture drawn anew from its dots and nothing else.

    What a camera writes beside the picture (the place, the time, its number) is left behind, and so is whatever else a
    file can carry. Colours of another profile are turned into sRGB; a photo that was lying on its side is set upright.
    Raises Unreadable, and whatever a broken image makes its reader raise.
    """
    from PIL import Image, ImageOps

    if media_type == "image/heic":
        from pi_heif import register_heif_opener

        register_heif_opener()
    Image.MAX_IMAGE_PIXELS = PIXELS
    with Image.open(io.BytesIO(content), formats=(FORMATS[media_type],)) as image:
        if image.width * image.height > PIXELS or getattr(image, "n_frames", 1) > FRAMES:
            raise Unreadable(Why.LARGE)
        image.load()
        text = bounded(most, image_texts(image, content))
        if media_type == "image/gif":
            kept = {name: value for name, value in image.info.items() if name in {"duration", "loop", "transparency"}}
            image.info.clear()
            image.info.update(kept)
            small = _small(image)
            return Contents(text, _saved(image, "GIF", save_all=True), small)
        upright = _in_plain_colours(ImageOps.exif_transpose(image))
        if media_type == "image/png":
            return Contents(text, _saved(upright, "PNG", compress_level=3), _small(upright))
        drawn = upright if upright.mode in {"L", "RGB"} else _on_white(upright)
        return Contents(text, _saved(drawn, "JPEG", quality=QUALITY), _small(drawn))


def _in_plain_colours(image: Any) -> Any:
    """The picture in sRGB, with nothing beside its dots but which of them are see-through."""
    from PIL import ImageCms

    profile, see_through = image.info.get("icc_profile"), image.info.get("transparency")
    if profile and image.mode in {"RGB", "CMYK"}:
        with suppress(ImageCms.PyCMSError, OSError, ValueError):  # a broken profile says nothing about the colours
            plain = ImageCms.createProfile("sRGB")
            image = ImageCms.profileToProfile(
                image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), plain, outputMode="RGB"
            )
    image.info.clear()
    if see_through is not None:
        image.info["transparency"] = see_through
    return image


def _on_white(image: Any) -> Any:
    from PIL import Image

    if image.mode not in {"RGBA", "LA", "PA"} and "transparency" not in image.info:
        return image.convert("RGB")
    picture = image.convert("RGBA")
    white = Image.new("RGBA", picture.size, "white")
    white.alpha_composite(picture)
    return white.convert("RGB")


def _small(image: Any) -> bytes:
    copy = image.copy()
    copy.thumbnail(SMALL)
    return _saved(_on_white(copy), "JPEG", quality=SMALL_QUALITY)


def _saved(image: Any, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def image_texts(image: Any, content: bytes) -> Iterator[str]:
    """The texts beside the picture of an unpacked image."""
    from PIL import IptcImagePlugin

    yield from _values(image.info)
    yield from _values(getattr(image, "text", {}))
    exif = image.getexif()
    yield from _values(dict(exif))
    for part in (0x8769, 0x8825, 0xA005):  # what a camera writes, the place, and how to read it
        yield from _values(exif.get_ifd(part))
    with suppress(Exception):  # an old kind of data, which few images have and many have broken
        yield from _values(IptcImagePlugin.getiptcinfo(image) or {})
    for piece in (content[:HEAD], content[-TAIL:]):
        # Plain texts in places that no reader knows of; noise has few runs as long.
        for run in re.findall(rb"(?:[\x20-\x7e]|\xc3[\x80-\xbf]){8,}", piece):
            yield run.decode("utf-8", "replace")


def _values(content: Any) -> Iterator[str]:
    """Every text in what a reader of images gives: strings, bytes in some encoding, and lists and tables of them."""
    if isinstance(content, str):
        yield content
        with suppress(UnicodeError):  # UTF-8 that was taken for Latin-1
            yield content.encode("latin-1").decode("utf-8")
    elif isinstance(content, bytes):
        yield from _in_bytes(content)
    elif isinstance(content, dict):
        for name, value in content.items():
            yield from _values(name)
            yield from _values(value)
    elif isinstance(content, list | tuple):
        for value in content:
            yield from _values(value)


def _in_bytes(raw: bytes) -> Iterator[str]:
    """The text of bytes of unknown encoding: UTF-8, else Latin-1; and without the nulls of UTF-16."""
    for form in (raw, raw.replace(b"\0", b"")) if b"\0" in raw else (raw,):
        try:
            yield form.decode("utf-8")
        except UnicodeDecodeError:
            yield form.decode("latin-1")


# ── The program ──────────────────────────────────────────────────────────────────────────────────────────────────────


def main(media_type: str, pages: str, signs: str, picture: str) -> int:
    """Read standard input, print the texts or why not; returns the exit code."""
    limits = ((resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, 0))
    for limit, most in limits:
        with suppress(ValueError, OSError):  # some systems have no limit of this kind
            resource.setrlimit(limit, (most, most))
    content = sys.stdin.buffer.read()
    try:
        if media_type == "application/pdf":
            contents = Contents(bounded(int(signs), pdf_texts(content, int(pages))))
        else:
            contents = image_contents(content, media_type, int(signs))
            if len(contents.picture) > int(picture):
                return _cannot(Why.LARGE)
    except Unreadable as unreadable:
        return _cannot(unreadable.why)
    except MemoryError:
        return _cannot(Why.LARGE)
    except Exception as error:
        # Any fault of a reader: its message may quote the file, so only its kind is used.
        large = type(error).__name__ in {"LimitReachedError", "DecompressionBombError", "DecompressionBombWarning"}
        return _cannot(Why.LARGE if large else Why.BROKEN)
    for part in packed(contents):
        sys.stdout.buffer.write(part)
    return 0


LENGTHS = struct.Struct("!QQ")
"""Before the parts: how many bytes the text and the picture are; the small picture is the rest."""


def packed(contents: Contents) -> tuple[bytes, ...]:
    """The contents as bytes, one after the other."""
    text = contents.text.encode("utf-8", "replace")
    return LENGTHS.pack(len(text), len(contents.picture)), text, contents.picture, contents.small


def unpacked(raw: bytes) -> Contents:
    """The contents that ``packed`` packed. Raises ValueError, struct.error."""
    text, picture = LENGTHS.unpack_from(raw)
    first, second = LENGTHS.size + text, LENGTHS.size + text + picture
    if second > len(raw):
        raise ValueError("the parts are longer than the whole")
    return Contents(raw[LENGTHS.size : first].decode("utf-8"), raw[first:second], raw[second:])


def _cannot(why: Why) -> int:
    sys.stdout.write(why)
    return CANNOT


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
