"""Files that somebody tries to attach, for the tests."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from vardtrad.kernel.tables import Refused
from vardtrad.shared.documents import actions

ELSA = ("Elsa Maria", "Söderberg")


def upload(name: str, content: bytes):
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


def refused(name: str, content: bytes, patient=ELSA) -> str:
    with pytest.raises(Refused) as caught:
        actions.check(upload(name, content), patient)
    return caught.value.sentence
