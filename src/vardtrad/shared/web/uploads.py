"""How a form's files are read: kept in memory for somebody who is logged in, dropped for everybody else."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Protocol

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from typing_extensions import override

from vardtrad.shared.login.guards import logged_in

MOST_COPIED = 2_500_000
"""Bytes of an upload that are kept while it is read: a text of a million characters, which stands before the files."""


class Stream(Protocol):
    """What a server hands a request's body over in."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, at most ``size``."""


class Copied:
    """The body of an upload, of which the beginning is kept while it is read.

    A form with a file is read once, as it comes. If it turns out to be too large, its texts are in the copy.
    """

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._kept = bytearray()

    @classmethod
    def begin(cls, request: HttpRequest) -> None:
        """Keep the beginning of what is read of this request from now on."""
        stream = getattr(request, "_stream", None)
        if stream is not None and not isinstance(stream, cls):
            request._stream = cls(stream)  # type: ignore[assignment]

    @classmethod
    def beginning(cls, request: HttpRequest) -> bytes:
        """The beginning of the request's body, whether anything has read it or not; empty when it was not kept."""
        copied = getattr(request, "_stream", None)
        if not isinstance(copied, cls):
            return b""
        while len(copied._kept) < MOST_COPIED and copied.read(65_536):
            pass
        return bytes(copied._kept)

    def read(self, *size: int) -> bytes:
        """The next bytes."""
        return self._keep(self._stream.read(*size))

    def readline(self, *size: int) -> bytes:
        """The next line."""
        return self._keep(self._stream.readline(*size))  # type: ignore[attr-defined]

    def _keep(self, part: bytes) -> bytes:
        self._kept += part[: max(0, MOST_COPIED - len(self._kept))]
        return part


class Dropping(FileUploadHandler):
    """Reads past every file and keeps only its name, so that the form's texts still arrive."""

    @override
    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Drop a piece of a file."""

    @override
    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """An empty file of the same name: it still shows that a file was sent."""
        description: dict[str, Any] = {"field_name": self.field_name, "name": self.file_name, "size": 0}
        return InMemoryUploadedFile(BytesIO(), content_type=self.content_type, charset=None, **description)


def drop_the_files_of_strangers(request: HttpRequest, view: Any) -> None:
    """Make sure that no files are kept from somebody without a session in the view's own world.

    Django reads a form before any guard has run, for the CSRF check.
    """
    world = getattr(getattr(view, "guard", None), "world", None)
    if world is None or not logged_in(request, world):
        request.upload_handlers = [Dropping(request)]
