"""The files of a form's questions: attached on the page, kept with what is filled in, and sent along with the answers.

They wait as every file of a draft does (``shared.drafts``), and the field of the question holds their ids. So they are
there again on another device, stay when a page is refused, and only whoever attached them can answer with them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from vardtrad.cases.case.needs import FILES_IN_QUESTIONS
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.shared.documents.actions import Checked
from vardtrad.shared.drafts import files
from vardtrad.shared.drafts.file_views import REMOVE, attach_posted
from vardtrad.shared.drafts.files import Chosen
from vardtrad.shared.forms.answering import Judged
from vardtrad.shared.forms.asked import FILE, FORM, Asked, files_question
from vardtrad.shared.forms.engine import sentences
from vardtrad.shared.forms.engine.files import FileFacts, broken_rule
from vardtrad.shared.forms.engine.filling import Filling
from vardtrad.shared.forms.engine.form import Item
from vardtrad.shared.forms.engine.naming import most_files
from vardtrad.shared.forms.shown_files import Done

Texts = Mapping[str, Sequence[str]]


def let_in(actor: Actor, key: UUID, filling: Filling) -> Filling:
    """Tell a page which files of the actor's are attached to it; no query when no question asks for one."""
    if filling.form.takes_files:
        waiting = files.waiting(actor, key, FORM)
        filling.files = {
            str(file.id): FileFacts(str(file.id), file.name, file.media_type, file.size) for file in waiting
        }
    return filling


def done(
    request: HttpRequest, actor: Actor, key: UUID, filling: Filling, posted: Asked, *, label: str
) -> tuple[dict[str, list[str]], Done]:
    """What a posted page holds after its button for a file has done its work, and what there is to say of it.

    ``label`` is that of the things written about, for the trace; the caller has checked that the actor may write here.
    """
    let_in(actor, key, filling)
    texts, button = posted.texts, request.POST.get("gor", "")
    if posted.attaches:
        return _attach(request, actor, key, filling, posted, label)
    if button.startswith(REMOVE) and button.removeprefix(REMOVE) in filling.files:
        return _remove(actor, key, filling, texts, button.removeprefix(REMOVE))
    if posted.step == "visa":
        return texts, Done()
    sentence = _("Filen du valde är inte bifogad. Välj den igen och tryck på Bifoga.")
    return texts, Done({name: sentence for name in posted.chosen if files_question(name, filling) is not None})


def _attach(
    request: HttpRequest, actor: Actor, key: UUID, filling: Filling, posted: Asked, label: str
) -> tuple[dict[str, list[str]], Done]:
    texts, name = posted.texts, posted.attaches
    item = files_question(name, filling)
    if item is None:
        raise not_there()
    there = [file for file in texts.get(name, ()) if file in filling.files]

    def fits(checked: Checked) -> None:
        _judge(item, checked, len(there))
        if len(filling.files) >= FILES_IN_QUESTIONS:
            # Those of rows that were taken away, or of another form, make room.
            named = {file for values in texts.values() for file in values}
            files.forget(actor, key, FORM, but=[UUID(file) for file in filling.files if file in named])

    try:
        added = attach_posted(request, actor, key, FORM, FILES_IN_QUESTIONS, label=label, field=FILE + name, fits=fits)
    except Refused as refused:
        return texts, Done({name: refused.sentence})
    let_in(actor, key, filling)
    return {**texts, name: [*there, str(added)]}, Done(said={name: _("Filen är bifogad.")})


def _judge(item: Item, checked: Checked, there: int) -> None:
    """Raise Refused for a file that its question doesn't take."""
    most = most_files(item)
    if there >= most:
        raise Refused(Reason.NEED, _("Högst %(most)d filer kan bifogas här. Ta bort någon först.") % {"most": most})
    broken = broken_rule(item.limits, checked.media_type, len(checked.content))
    if broken is not None:
        raise Refused(Reason.NEED, _(sentences.ANSWERS[broken[0]]) % broken[1])


def _remove(
    actor: Actor, key: UUID, filling: Filling, texts: dict[str, list[str]], file: str
) -> tuple[dict[str, list[str]], Done]:
    files.remove(actor, key, UUID(file))
    let_in(actor, key, filling)
    of = next((name for name, values in texts.items() if file in values), "")
    left = {name: [text for text in values if text != file] for name, values in texts.items()}
    return left, Done(said={of: _("Filen är borttagen.")})


def answering(answers: Judged, filling: Filling) -> list[tuple[FileFacts, str]]:
    """The files that answer questions, each with the words of its question, for the page before they are sent."""
    return [(filling.files[str(file)], question) for file, question in answers.files]


def along(chosen: Chosen | None, key: UUID, filling: Filling, answers: Judged) -> Chosen | None:
    """The files that are sent with answers: those ``chosen`` beside the questions, and those that answer them."""
    if not filling.form.takes_files:
        return chosen
    return Chosen(key, chosen.ids if chosen is not None else (), answers.files)
