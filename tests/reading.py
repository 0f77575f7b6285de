"""A browser without JavaScript for the tests: it reads the page it got and fills in the page's own forms.

A story test therefore proves the markup too: a form whose hidden fields are missing, or a button with another word
than the requirement's, breaks the test.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client

_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "use", "wbr"})
REPEATED = frozenset({"bilaga"})
"""Hidden fields that a form has several of."""
_QUESTION = re.compile(r"f[0-9]+(\.[0-9]+)*")
"""The field of a question of files, which has one for each of them."""
URLENCODED = "application/x-www-form-urlencoded"
_BLANKS = re.compile(r"[ \t\r\n]+")


@dataclass
class Node:
    """An element of a page."""

    tag: str
    attrs: dict[str, str]
    parent: Node | None = None
    children: list[Node | str] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """The elements in it, in the page's order."""
        waiting: list[Node | str] = self.children[::-1]
        while waiting:
            node = waiting.pop()
            if isinstance(node, Node):
                yield node
                waiting += reversed(node.children)

    def all(self, *tags: str, **attrs: str) -> list[Node]:
        """The elements in it with one of the tags and these attributes (``data_from`` means data-from)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attrs.items()}
        return [
            node
            for node in self.walk()
            if (not tags or node.tag in tags)
            and (not wanted or all(node.attrs.get(name) == value for name, value in wanted.items()))
        ]

    def one(self, *tags: str, **attrs: str) -> Node:
        """The only such element."""
        (node,) = self.all(*tags, **attrs)
        return node

    @property
    def raw(self) -> str:
        """The text in it, unchanged."""
        return "".join(child if isinstance(child, str) else child.raw for child in self.children)

    @property
    def text(self) -> str:
        """The text in it as a reader sees it, each run of blanks as one."""
        return _BLANKS.sub(" ", self.raw).strip()


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.at = Node("", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.children.append(node)
        if tag not in _VOID:
            self.at = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.at.children.append(Node(tag, {name: value or "" for name, value in attrs}, self.at))

    def without_repeats(self) -> Node:
        """The page without what is there twice or not shown.

        A narrow screen's menu has the ways of the bar, which it hides; a template is what a script may show.
        """
        for node in [*self.root.all("div", class_="barways"), *self.root.all("template")]:
            assert node.parent is not None
            node.parent.children.remove(node)
        return self.root

    def handle_endtag(self, tag: str) -> None:
        node: Node | None = self.at
        while node is not None and node.tag != tag:
            node = node.parent
        if node is not None and node.parent is not None:
            self.at = node.parent

    def handle_data(self, data: str) -> None:
        self.at.children.append(data)


def _told(cell: Node) -> str:
    """The text of a cell, without how a message begins."""
    parts = [
        child if isinstance(child, str) else child.raw
        for child in cell.children
        if isinstance(child, str) or child.attrs.get("class") != "begins"
    ]
    return _BLANKS.sub(" ", "".join(parts)).strip()


class Page:
    """What a browser shows of a response."""

    def __init__(self, browser: Browser, response: HttpResponse, address: str) -> None:
        self.browser, self.response, self.address = browser, response, address
        self.status: int = response.status_code
        self.html: str = response.content.decode("utf-8")
        builder = _Builder()
        builder.feed(self.html)
        self.root = builder.without_repeats()
        assert not unkept(self.root), f"text boxes that keep no draft on {address}: {unkept(self.root)}"

    @property
    def text(self) -> str:
        """Everything that can be read in the page's body."""
        bodies = self.root.all("body")
        return bodies[0].text if bodies else self.root.text

    @property
    def main(self) -> Node:
        """The page's main part."""
        return self.root.one("main")

    @property
    def title(self) -> str:
        """The text in the browser's tab."""
        return self.root.one("title").text

    @property
    def menu(self) -> list[str]:
        """The words of the left menu: headings and items, without counts."""
        return [link.text for side in self.root.all("div", class_="menu") for link in side.all("a")]

    @property
    def counts(self) -> dict[str, str]:
        """The counts of the left menu, by the item's words."""
        numbers = {}
        for side in self.root.all("div", class_="menu"):
            for item in side.all("li"):
                for node in item.all("span", class_="n"):
                    numbers[item.one("a").text] = node.text
        return numbers

    @property
    def tabs(self) -> list[str]:
        """The words of the tabs in the page's main part."""
        return [link.text for nav in self.root.all("nav", class_="tabs") for link in nav.all("a")]

    @property
    def bar(self) -> list[str]:
        """The words of the tool's own tabs in the bar at the top."""
        return [link.text for nav in self.root.all("nav", aria_label="Huvudmeny") for link in nav.all("a")]

    @property
    def columns(self) -> list[str]:
        """The headings of the page's table, without the blue dot's."""
        return [th.text for th in self.main.all("th") if th.attrs.get("class") != "dot"]

    @property
    def rows(self) -> list[dict[str, str]]:
        """The rows of the page's table by column; "Nytt" and "Flaggat" are the marks, "href" is the row's link.

        How the first message begins is left out of its cell.
        """
        read = []
        for tr in self.main.one("tbody").all("tr"):
            cells = {td.attrs["data-label"]: _told(td) for td in tr.all("td") if "data-label" in td.attrs}
            marks = {"Nytt": "Nytt" in tr.all("td", class_="dot")[0].text} if tr.all("td", class_="dot") else {}
            links = [a.attrs["href"] for a in tr.all("a")]
            read.append({**cells, **marks, "href": links[0] if links else ""})
        return read

    @property
    def alerts(self) -> str:
        """The messages of the page: errors, warnings, and that something has been done."""
        return " | ".join(node.text for node in self.root.walk() if node.attrs.get("role") in {"alert", "status"})

    @property
    def thread(self) -> list[str]:
        """The entries of the thread, in order."""
        return [li.text for li in self.root.one("ol", class_="thread").children if isinstance(li, Node)]

    def link(self, text: str) -> str:
        """Where the link with this text leads."""
        addresses = {a.attrs["href"] for a in self.root.all("a") if a.text == text}
        assert len(addresses) == 1, f"{len(addresses)} addresses for the link {text!r} in {self.address}"
        return addresses.pop()

    def follow(self, text: str) -> Page:
        """Click a link."""
        return self.browser.open(self.link(text))

    def unfold(self, words: str) -> Page:
        """Unfold a part that is made when somebody does so: without JavaScript by the link that stands in it."""
        (part,) = [part for part in self.root.all("details") if part.one("summary").text == words]
        return self.browser.open(part.one("a").attrs["href"].partition("#")[0])

    def form(self, button: str) -> Node:
        """The form that has this button."""
        forms = [form for form in self.root.all("form") if any(b.text == button for b in form.all("button"))]
        assert len(forms) == 1, f"{len(forms)} forms with the button {button!r} in {self.address}"
        return forms[0]

    def fields(self, button: str) -> dict[str, Any]:
        """The fields that a browser would send when this button is pressed and nothing is changed."""
        form = self.form(button)
        sent: dict[str, Any] = {}
        for node in form.all("input", "textarea", "select", "button"):
            name = node.attrs.get("name")
            if not name or "disabled" in node.attrs:
                continue
            if node.tag == "textarea":
                # The line break right after the tag is not part of the text.
                text = node.raw.removeprefix("\n")
                # A page that looks over a form has a hidden box for each answer to a question.
                before = sent.get(name, []) if "hidden" in node.attrs else []
                sent[name] = [*([before] if isinstance(before, str) else before), text] if before else text
            elif node.tag == "select":
                options = node.all("option")
                chosen = [o for o in options if "selected" in o.attrs] or options[:1]
                sent[name] = chosen[0].attrs.get("value", "") if chosen else ""
            elif node.tag == "button":
                if node.text == button:
                    sent[name] = node.attrs.get("value", "")
            elif node.attrs.get("type") in {"checkbox", "radio"}:
                if "checked" in node.attrs:
                    sent.setdefault(name, []).append(node.attrs.get("value", "on"))
            elif name in REPEATED or (node.attrs.get("type") == "hidden" and _QUESTION.fullmatch(name)):
                sent.setdefault(name, []).append(node.attrs.get("value", ""))
            else:
                sent[name] = node.attrs.get("value", "")
        return sent

    def press(self, button: str, **typed: Any) -> Page:
        """Fill in the form and press its button; follows a redirect."""
        form = self.form(button)
        action = form.attrs.get("action") or self.address
        if form.attrs.get("method", "get") == "get":
            return self.browser.open(f"{action.partition('?')[0]}?{urlencode({**self.fields(button), **typed})}")
        return self.browser.send(action, {**self.fields(button), **typed})

    def options(self, button: str, name: str) -> dict[str, list[str]]:
        """The choices of a drop-down by its groups ("" for those without)."""
        (select,) = [node for node in self.form(button).all("select") if node.attrs["name"] == name]
        groups: dict[str, list[str]] = {}
        for option in select.all("option"):
            group = option.parent.attrs.get("label", "") if option.parent and option.parent.tag == "optgroup" else ""
            groups.setdefault(group, []).append(option.text)
        return groups

    def value_of(self, button: str, name: str, words: str) -> str:
        """The value of the drop-down's or the checkboxes' choice with these words."""
        form = self.form(button)
        for node in form.all("option"):
            if node.text == words:
                return node.attrs["value"]
        labels = {label.attrs.get("for"): label.text for label in form.all("label")}
        for node in form.all("input"):
            if node.attrs.get("name") == name and labels.get(node.attrs.get("id")) == words:
                return node.attrs["value"]
        raise AssertionError(f"no choice {words!r} in {self.address}")


class Browser(Client):
    """A browser without JavaScript; an error in the product is an error in the test."""

    def open(self, address: str, **extra: Any) -> Page:
        """Go to an address; follows redirects."""
        response = self.get(address, follow=True, **extra)
        return Page(self, response, _last(response, address))

    def post(self, path: str, data: Any = None, content_type: str = URLENCODED, **extra: Any) -> Any:
        """Post a form as a browser does for forms without files.

        It bears the mark of a page drawn for who is logged in (shared/login/drawn_for.py), unless ``data`` says whose
        mark it bears; ``"drawn_for": None`` is a form without one.
        """
        if data is None or isinstance(data, dict):
            marked = {**self._mark(path), **(data or {})}
            data = {name: value for name, value in marked.items() if (name, value) != ("drawn_for", None)}
        if content_type == URLENCODED and not isinstance(data, (bytes, str)):
            data = urlencode(data, doseq=True)
        return super().post(path, data, content_type=content_type, **extra)

    def _mark(self, path: str) -> dict[str, str]:
        """The mark in the forms of a page for who is logged in; nothing when nobody is or has been."""
        from vardtrad.shared.login import drawn_for, queries
        from vardtrad.shared.login.cookies import SESSIONS
        from vardtrad.shared.login.models import World

        world = World.STAFF if path.startswith(("/personal/", "/planer/")) else World.RESIDENT
        cookie = self.cookies.get(SESSIONS[world])
        if cookie is None or not cookie.value:
            return {}
        marks = self.__dict__.setdefault("_marks", {})
        if cookie.value not in marks:
            session = queries.stored_session(cookie.value, world)
            owner = (session.person_id or session.staff_id) if session is not None else None
            marks[cookie.value] = drawn_for.mark(owner) if owner is not None else ""
        return {drawn_for.FIELD: marks[cookie.value]} if marks[cookie.value] else {}

    def send(self, address: str, data: dict[str, Any], **extra: Any) -> Page:
        """Send a form; follows a redirect."""
        response = self.post(address, data, follow=True, **extra)
        return Page(self, response, _last(response, address))


WITHOUT_A_DRAFT = {
    "/lista": "numbers are pasted, and kept only as recipients: the page asks before it is left",
    "/tillganglighet/anmal": "whoever reports a fault is nobody that anything could be kept for",
    "/las/": "before there is a ground to read a plan, nothing is kept of it: the page asks before it is left",
}
"""Forms whose text boxes keep no draft, by a part of the address that they are sent to, and why (B-04)."""


def unkept(page: Node) -> list[str]:
    """The names of the text boxes of a page that neither keep a draft (js/drafts.js) nor save themselves (autosave.js).

    A box whose name the server would not take (``vardtrad.shared.drafts.views.keep``), or that names another field than
    its own, keeps nothing either. Every page that any test opens is asked. Texts that are only shown, or sent on
    unseen, are no boxes to write in.
    """
    from vardtrad.shared.drafts.views import BOX  # here, where Django is set up

    def kept(box: Node) -> bool:
        name = box.attrs.get("data-draft", "")
        return bool(BOX.fullmatch(name)) and name.partition(".")[2] == box.attrs["name"]

    names = []
    for form in page.all("form"):
        # A page of a form posts itself with each answer, and is kept as a whole (shared/forms).
        elsewhere = any(part in form.attrs.get("action", "") for part in WITHOUT_A_DRAFT)
        if elsewhere or {"data-path", "data-keeps"} & set(form.attrs):
            continue
        boxes = [box for box in form.all("textarea") if not {"readonly", "hidden"} & set(box.attrs)]
        names += [box.attrs.get("name", "") for box in boxes if not kept(box)]
    return names


def _last(response: Any, address: str) -> str:
    chain = getattr(response, "redirect_chain", [])
    return chain[-1][0] if chain else address


def flat(html: str) -> str:
    """HTML as one line, with one blank or none where the formatter of templates may break a tag or an element.

    The text in a text box is left as it is: there, line breaks are the writer's own.
    """
    pieces = re.split(r"(>[^<]*</textarea>)", html)
    return "".join(piece if number % 2 else _flat(piece) for number, piece in enumerate(pieces))


def _flat(html: str) -> str:
    return re.sub(r"\s+(?=/?>)|(?<=>)\s+(?=<)", "", re.sub(r"\s+", " ", html)).strip()
