"""Answers to a version of a form: judged on the server, told in words, and kept as a QuestionnaireResponse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from vardtrad.kernel import clock
from vardtrad.shared.forms.engine.expressions import Moment
from vardtrad.shared.forms.engine.files import id_of
from vardtrad.shared.forms.engine.filling import Filled, Filling
from vardtrad.shared.forms.engine.telling import first_code, told
from vardtrad.shared.forms.models import FormVersion
from vardtrad.shared.forms.queries import read_source

LONGEST = 60_000
"""Characters of the answers in words. The form's own limits hold for each of them."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What somebody has filled in a version with. ``text`` is the answers in words; it is complete or it is not.

    ``files`` are the attached files that it answers with, each with the words of its question.
    """

    version: UUID
    filled: Filled
    text: str
    code: str
    files: tuple[tuple[UUID, str], ...] = ()

    @property
    def complete(self) -> bool:
        """Whether the answers can be sent."""
        return self.filled.complete


def filling_of(version: FormVersion) -> Filling:
    """A version to be filled in now, by the Swedish clock."""
    return Filling(read_source(version.source).form, Moment(clock.now().astimezone(clock.STOCKHOLM)))


def judged(version: FormVersion, texts: Mapping[str, Sequence[str]], filling: Filling | None = None) -> Judged:
    """What a page's fields hold, judged by the version that it was drawn from."""
    filling = filling or filling_of(version)
    filled = filling.fill(texts)
    form = filling.form
    text = told(form, filled.response, clock.STOCKHOLM)
    return Judged(version.id, filled, text, first_code(form, filled.response), _files(filling, filled.response))


def _files(filling: Filling, response: Mapping[str, Any]) -> tuple[tuple[UUID, str], ...]:
    """The files of the page that the answers point at. What else a form points at itself is no file of the page."""
    if not filling.files:
        return ()
    result: list[tuple[UUID, str]] = []
    for item in response.get("item", ()):
        for answer in item.get("answer", ()):
            file = id_of(answer.get("valueAttachment"))
            if file is not None and file in filling.files:
                result.append((UUID(file), filling.form.by_link_id[item["linkId"]].label))
            result += _files(filling, answer)
        result += _files(filling, item)
    return tuple(result)
