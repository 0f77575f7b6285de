"""The template engine: which functions and filters every page has, and what it knows about the request."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from uuid import uuid4

import jinja2
from django.conf import settings
from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.translation import get_language, gettext, ngettext
from markupsafe import Markup, escape
from typing_extensions import override

from vardtrad.kernel import clock, law, phone
from vardtrad.kernel.actors import Actor, ActorKind
from vardtrad.shared.lists.paging import moment_text
from vardtrad.shared.login import drawn_for
from vardtrad.shared.people.look import Look
from vardtrad.shared.proxies.rules import Deed, may
from vardtrad.shared.web import dates, flash
from vardtrad.shared.web.by_language import TemplatesByLanguage
from vardtrad.shared.web.forms import counted
from vardtrad.shared.web.live_address import live_address
from vardtrad.shared.web.page_help import part_for
from vardtrad.shared.web.phones import calls
from vardtrad.shared.web.plain import plain_line_breaks
from vardtrad.shared.web.rich import rich
from vardtrad.shared.web.written import written

_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")


def paragraphs(text: str) -> Markup:
    """What somebody wrote, as HTML: escaped, blank lines part paragraphs, a line break stays one, no links are made."""
    blocks = _BLANK_LINES.split(plain_line_breaks(text).strip())
    return Markup("").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(escape(line) for line in block.split("\n"))) for block in blocks
    )


def megabytes(size: int) -> str:
    """The size of a file in bytes, as people say it: "340 kB", "2,1 MB"."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))}\u00a0kB"
    figure = f"{size / 1_000_000:.1f}"
    return f"{figure if (get_language() or 'sv').startswith('en') else figure.replace('.', ',')}\u00a0MB"


def wbr(text: str) -> Markup:
    """A text that may break after a slash ("Skickade frågor/Inkomna svar"), its words unchanged."""
    return Markup("/<wbr>").join(escape(part) for part in str(text).split("/"))


@lru_cache(maxsize=256)
def static_url(path: str) -> str:
    """The address of a file under web/static; cached, since a list page asks for the same icon many times."""
    return static(path)


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page. Raises NoReverseMatch, so a misspelt name breaks the page's first test.

    Remembered, since a page names several, most of them the same each time for the same unit.
    """
    if kwargs:
        return reverse(name, args=args or None, kwargs=kwargs)
    return _address(settings.ROOT_URLCONF, get_script_prefix(), name, args)


@lru_cache(maxsize=4_096, typed=True)
def _address(_addresses: str, _prefix: str, name: str, args: tuple[Any, ...]) -> str:
    return reverse(name, args=args or None)


def new_key() -> str:
    """A submit key for a form that has no form class: the same form sent twice is carried out once (gate.door)."""
    return str(uuid4())


def words(text: str, /, **values: Any) -> Markup:
    """A text of the screen in the reader's language, with values put in by name: what ``_`` and ``gettext`` give.

    Texts without values are put in when a template is compiled (TemplatesByLanguage); this is for the others.
    """
    return Markup(gettext(text)) % values  # noqa: S704


class RoomLoader(jinja2.FileSystemLoader):
    """Finds a template by its room: "cases/staff/lists/list.html" is cases/staff/lists/templates/list.html.

    The name tells a reader where the file is, and tests/house can see who includes what. A name without a room is
    looked for as it is.
    """

    @override
    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """The template's text, its file, and whether it is unchanged. Raises TemplateNotFound."""
        room, slash, name = template.rpartition("/")
        return super().get_source(environment, f"{room}/templates/{name}" if slash else name)


def environment(*, loader: jinja2.FileSystemLoader, **options: Any) -> TemplatesByLanguage:
    """Jinja2 as Django's backend wants it.

    An undefined name is an error, not an empty string; compiled templates stay in memory and no file is looked at per
    request (a deployment restarts the process).
    """
    options.update(
        loader=RoomLoader(loader.searchpath),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        auto_reload=False,
        cache_size=-1,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    env = TemplatesByLanguage({"_": words, "gettext": words, "static": static_url}, **options)
    env.policies["ext.i18n.trimmed"] = True
    # jinja2.ext.i18n adds this to the environment; its type does not know it.
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(_=words, gettext=words)
    env.globals.update(static=static_url, url=url, new_key=new_key, drawn_at=drawn_at, law=law, sv=swedish_part)
    env.filters.update(
        stamp=dates.stamp,
        day=dates.day,
        long_day=dates.long_day,
        full_day=dates.full_day,
        last_day=dates.last_day,
        working_days_left=dates.working_days_left,
        clock=dates.clock_time,
        hour=dates.hour,
        moment=dates.moment_of,
        iso=dates.iso,
        paragraphs=paragraphs,
        calls=calls,
        written=written,
        rich=rich,
        wbr=wbr,
        counted=counted,
        megabytes=megabytes,
        mobile=phone.shown,
    )
    return env


def swedish_part() -> Markup:
    """The attribute of an element whose words are Swedish in every language: a case type, a message (WCAG 3.1.2)."""
    return Markup("") if (get_language() or "sv").startswith("sv") else Markup(' lang="sv"')


def drawn_at() -> str:
    """This moment in microseconds since 1970: by it a list that stays open can tell whether it is out of date."""
    return moment_text(clock.now())


def bare_context() -> dict[str, Any]:
    """What the base templates need when nothing may be asked about the request: for the error page (no database)."""
    return {
        "actor": None,
        "acts_for": "",
        "may_write": True,
        "drawn_for": "",
        "world": None,
        "language": (get_language() or settings.LANGUAGE_CODE)[:2],
        "here": "/",
        "live_url": settings.LIVE_URL.rstrip("/"),
        "demo": settings.DEMO,
        "flash": "",
        "undo": None,
        "plans_too": False,
        "chosen_look": Look(),
    }


def _form_start(request: HttpRequest, actor: Actor) -> Any:
    """What every form of a page for somebody begins with: the secret against CSRF, and for whom the page was drawn.

    Made when a form asks for it, since the secret sets a cookie.
    """
    mark = drawn_for.mark(actor.id, actor.acts_for)
    hidden = format_html('<input type="hidden" name="{}" value="{}">', drawn_for.FIELD, mark)
    return SimpleLazyObject(lambda: csrf_input(request) + hidden)


def page_context(request: HttpRequest) -> dict[str, Any]:
    """The context of every page.

    ``actor`` (vardtrad.kernel.actors.Actor, or None when nobody is logged in) and ``world`` ("resident", "staff", None)
    as the login left them on the request; ``acts_for``, the name of the person for whom a proxy acts on this page
    (empty in own matters); ``may_write``, false for a proxy who only reads; ``language`` ("sv" or "en");
    ``here``, this page's own address; ``live_url``, the address of the live process (empty: the same origin);
    ``demo``; ``flash``, the one-time message, and ``undo`` if what it tells of can be undone; ``shortcuts``, whether
    the member of staff has single-key shortcuts on (B-12); ``chosen_look``, how the person wants the screen to look;
    ``help_part``, the part of the help that is about the page (B-22);
    ``plans_too``, whether the member of staff has a position that may give a seat in planning (001-026).
    """
    context = bare_context()
    actor = getattr(request, "actor", None)
    if actor is not None and actor.kind in {ActorKind.RESIDENT, ActorKind.STAFF}:
        context.update(drawn_for=drawn_for.mark(actor.id, actor.acts_for))
        context.update(actor=actor, world=str(actor.kind), csrf_input=_form_start(request, actor))
        if actor.acts_for is not None and hasattr(request, "whose"):
            context["acts_for"] = request.whose.name
            context["may_write"] = may(actor, Deed.WRITE)
    session = getattr(request, "session_row", None)
    owner = getattr(session, "staff", None)
    if (chooser := owner or getattr(session, "person", None)) is not None:
        context["chosen_look"] = chooser.look
    context["shortcuts"] = owner is not None and owner.shortcuts
    context["plans_too"] = owner is not None and bool(owner.positions)
    said = flash.take(request)
    if isinstance(said, flash.Undoable):
        context.update(flash=said.text, undo=said if said.seconds_left else None)
    else:
        context.update(flash=said)
    context["help_part"] = part_for(request)
    context.update(here=request.get_full_path(), live_url=live_address(request))
    return context
