"""How a form's files are read: kept in memory for somebody who is logged in, dropped for everybody else."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from typing_extensions import override

from vardtrad.shared.login.guards import logged_in


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
