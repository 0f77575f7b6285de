"""What becomes of a form's files while it is read: kept in memory for who is logged in, dropped for everybody else."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from typing_extensions import override

from vardtrad.shared.login.guards import logged_in


class Dropping(FileUploadHandler):
    """Reads past every file and keeps nothing but its name, so that the form's texts still arrive."""

    @override
    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Let a piece of a file go."""

    @override
    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """An empty file by the same name: that one was sent is still told."""
        description: dict[str, Any] = {"field_name": self.field_name, "name": self.file_name, "size": 0}
        return InMemoryUploadedFile(BytesIO(), content_type=self.content_type, charset=None, **description)


def drop_the_files_of_strangers(request: HttpRequest, view: Any) -> None:
    """See to it that nothing is kept of the files of somebody without a session in the view's own world.

    Django reads a form before any guard has spoken, for the sake of the CSRF check.
    """
    world = getattr(getattr(view, "guard", None), "world", None)
    if world is None or not logged_in(request, world):
        request.upload_handlers = [Dropping(request)]
