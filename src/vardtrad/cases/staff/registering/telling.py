"""What the chosen case type asks beside the rest of the page: its danger signs, and its form in place of the text.

Staff fill in the same form as residents do, for whoever is on the telephone (B-35). A page belongs to the case type,
the version of its form and the version of its signs that it was drawn for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID, uuid5

from django.http import QueryDict

from vardtrad.cases.case import question_files
from vardtrad.cases.case.danger_signs.queries import asked_about
from vardtrad.cases.case.danger_signs.rules import Signs, SignsConfirmation
from vardtrad.cases.case.models import Service
from vardtrad.kernel import clock
from vardtrad.kernel.actors import Actor
from vardtrad.shared.drafts import actions as drafts
from vardtrad.shared.drafts.queries import Kept
from vardtrad.shared.forms.answering import Judged, filling_of, judged
from vardtrad.shared.forms.asked import FORM, Asked, asked, from_pieces, to_pieces
from vardtrad.shared.forms.engine.filling import Filling
from vardtrad.shared.forms.models import FormVersion
from vardtrad.shared.forms.queries import filled_in_now, version_with_key
from vardtrad.shared.people.models import Person

DRAWN = "ritad"
"""The hidden field that says what the page was drawn for."""
SERVICE, VERSION = "registrera.arendetyp", f"{FORM}.version"
"""The boxes of the drafts with the chosen case type, and with the version that the form's boxes belong to."""

Texts = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Telling:
    """The chosen service with the version of its form and the signs to read aloud, each None where there is none."""

    service: Service | None
    version: FormVersion | None
    signs: Signs | None
    person: UUID

    @cached_property
    def filling(self) -> Filling | None:
        """The form, to be filled in now. No file comes by telephone, so one that is required may wait."""
        if self.version is None:
            return None
        filling = filling_of(self.version)
        filling.files_may_wait = True
        return filling

    @property
    def mark(self) -> str:
        """What a page for this is drawn for, as the page carries it."""
        parts = (self.service, self.version, self.signs)
        keys = [part.version if isinstance(part, Signs) else part.id if part is not None else "" for part in parts]
        return ":".join(map(str, keys)) if self.version is not None or self.signs is not None else ""

    def asked(self, post: QueryDict) -> Asked | None:
        """What a posted page asks of the form; None without a form."""
        return asked(post, self.filling) if self.filling is not None else None

    def judged(self, texts: Texts) -> Judged | None:
        """What is filled in, judged; None without a form."""
        return judged(self.version, texts, self.filling) if self.version is not None else None

    @property
    def confirmation(self) -> SignsConfirmation | None:
        """What is confirmed by whoever has just read the signs aloud."""
        if self.signs is None:
            return None
        return SignsConfirmation(self.signs.version, self.person, self.signs.for_child, clock.now())


def telling_of(chosen: str, services: Mapping[str, Service], person: Person) -> Telling:
    """What the service asks that somebody has chosen in the list (with a kind after a colon); nothing for none."""
    service = services.get(chosen.partition(":")[0])
    if service is None:
        return Telling(None, None, None, person.id)
    return Telling(service, filled_in_now(service.form_id), asked_about(service.id, person), person.id)


def keep(actor: Actor, key: UUID, telling: Telling, chosen: str, texts: Texts) -> None:
    """Keep which case type was chosen and what is filled in of its form."""
    boxes = {SERVICE: chosen}
    if telling.version is not None:
        boxes |= {**to_pieces(texts), VERSION: str(telling.version.id)}
    drafts.replace(actor, key, boxes)


def kept_texts(kept: Mapping[str, Kept], telling: Telling) -> Texts:
    """What is kept of just this version of the form; else what the form begins with."""
    texts = from_pieces({box: draft.text for box, draft in kept.items()})
    if telling.filling is None:
        return {}
    same = VERSION in kept and telling.version is not None and kept[VERSION].text == str(telling.version.id)
    return texts if same and texts is not None else telling.filling.initial()


def told_otherwise(actor: Actor, key: UUID, kept: Mapping[str, Kept], telling: Telling) -> str:
    """In words, what was filled in of another form, or of another version of this one: nothing typed is lost."""
    texts = from_pieces({box: draft.text for box, draft in kept.items()})
    if texts is None or VERSION not in kept:
        return ""
    if telling.version is not None and kept[VERSION].text == str(telling.version.id):
        return ""
    version = version_with_key(kept[VERSION].text)
    if version is None:
        return ""
    return judged(version, texts, question_files.let_in(actor, key, filling_of(version))).text


def submit_key(key: UUID, texts: Texts) -> UUID:
    """The key of a page with these answers: another one once anything is changed."""
    written = {name: list(values) for name, values in texts.items() if any(values)}
    return uuid5(key, json.dumps(written, sort_keys=True))
