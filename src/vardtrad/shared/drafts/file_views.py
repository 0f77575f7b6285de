"""The list of files of a form: what its buttons ("Bifoga", "Ta bort") do, and the files as their writer sees them.

Without a script the buttons send the whole form, and the page comes back with everything in it. With one
(``js/files.js``) the same request is made beside the page, and only the list is exchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from vardtrad.gate import door
from vardtrad.kernel.actors import Actor
from vardtrad.kernel.tables import Refused, not_there
from vardtrad.shared.documents import actions as documents
from vardtrad.shared.documents.actions import Checked
from vardtrad.shared.documents.rules import FileType
from vardtrad.shared.drafts import files
from vardtrad.shared.drafts.files import Waiting
from vardtrad.shared.drafts.forms import FILE
from vardtrad.shared.login.typed import LOST_FILE
from vardtrad.shared.rate_limit import actions as rate_limit
from vardtrad.shared.rate_limit import limits
from vardtrad.shared.web.encoding import MULTIPART

ATTACH, REMOVE = "bifoga", "ta-bort-"
ATTACHING = "attach_file"
"""The trace of a file that was not taken."""


@dataclass(frozen=True, slots=True)
class FileList:
    """The files of a form as ``_files.html`` draws them; ``address`` is where the form's files are seen.

    ``sentence`` says why a file was not taken, ``said`` what has just been done.
    """

    form: str
    files: Sequence[Waiting]
    most: int
    address: str
    sentence: str = ""
    said: str = ""

    @property
    def limit(self) -> int:
        """The largest size of a file, in bytes."""
        return settings.FILE_LIMIT

    @property
    def more(self) -> int:
        """How many files more there may be."""
        return max(0, self.most - len(self.files))


def pressed(request: HttpRequest) -> bool:
    """Whether one of the list's own buttons sent the form, which then is only shown again.

    Nothing else of a form that brings files is carried out: its texts may have lost signs on the way (``takes_files``).
    A form that was kept over a login comes without its file, and is told so.
    """
    button = request.POST.get("gor", "") if request.method == "POST" else ""
    return (
        button.startswith(ATTACH)
        or button.startswith(REMOVE)
        or (bool(request.POST) and request.content_type == MULTIPART)
    )


def file_list(
    request: HttpRequest, actor: Actor, key: UUID, form: str, most: int, address: str, *, label: str
) -> FileList:
    """The list of a form's files, after what its button asked for has been done.

    ``label`` is that of the things written about, for the trace; the caller has checked that the actor may write here.
    """
    sentence, said = "", ""
    if pressed(request):
        button = request.POST.get("gor", "")
        try:
            if button == ATTACH:
                attach_posted(request, actor, key, form, most, label=label)
                said = _("Filen är bifogad. Den skickas när du skickar meddelandet.")
            elif button.startswith(REMOVE):
                said = _remove(actor, key, button)
        except Refused as refused:
            sentence = refused.sentence
    return FileList(form, files.waiting(actor, key, form), most, address, sentence, said)


def attach_posted(
    request: HttpRequest,
    actor: Actor,
    key: UUID,
    form: str,
    most: int,
    *,
    label: str,
    field: str = FILE,
    fits: Callable[[Checked], None] | None = None,
) -> UUID:
    """Check the file in a field of the posted page and keep it until the form is sent; gives its id.

    ``fits`` looks at a checked file, and raises Refused for one that is not wanted there. Raises Refused.
    """
    file = request.FILES.get(field)
    if file is None:
        lost = _("Filen följde inte med när du loggade in. Välj den igen.")
        raise documents.refused(lost if request.POST.get(LOST_FILE) else _("Välj en fil först."))
    rate_limit.hold_back(limits.ATTACHMENT, actor, ATTACHING, label, thing=key)
    try:
        checked = documents.check(file, None)
        if fits is not None:
            fits(checked)
        return files.attach(actor, key, form, checked, most)
    except Refused as refused:
        door.note(actor, ATTACHING, label, thing=key, refused=True, detail={"reason": refused.reason.value})
        raise


def _remove(actor: Actor, key: UUID, button: str) -> str:
    try:
        files.remove(actor, key, UUID(button.removeprefix(REMOVE)))
    except ValueError:
        raise not_there() from None
    return _("Filen är borttagen.")


def waiting_file(actor: Actor, key: UUID, file: UUID, *, small: bool) -> HttpResponse:
    """A file that waits to be sent, for who attached it; the whole of it, or the small picture. Raises Refused.

    What is not sent is in no record, so seeing it again leaves no trace.
    """
    row = files.file(actor, key, file)
    if row is None or (small and not row.small):
        raise not_there()
    if small:
        return documents.handed_out(row.name, FileType.JPEG, bytes(row.small), inline=True)
    return documents.handed_out(row.name, row.media_type, bytes(row.content), inline=True)
