"""Makes mutants of a source file: the same text with one small change for the worse, and the same lines.

Each change replaces a stretch of the text, so that the lines keep their numbers and the rest of the file its words.
What is only read by people is left alone: docstrings, annotations, texts for the screen (``_("…")``) and for logs.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COMPARISONS = {
    ast.Eq: ("==", "!="), ast.NotEq: ("!=", "=="), ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"), ast.In: ("in", "not in"), ast.NotIn: ("not in", "in"), ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
}  # fmt: skip
SUMS = {
    ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "+"), ast.FloorDiv: ("//", "*"), ast.Div: ("/", "*"),
    ast.Mod: ("%", "+"), ast.BitOr: ("|", "&"), ast.BitAnd: ("&", "|"), ast.BitXor: ("^", "|"),
}  # fmt: skip
FOR_PEOPLE = {
    "_", "gettext", "gettext_lazy", "ngettext", "pgettext", "format_html", "warning", "info", "debug", "error",
    "exception", "TypeVar", "cast", "print", "Section", "ValueError", "RuntimeError", "TableError",
    "ImproperlyConfigured", "overload",
}  # fmt: skip
"""Calls whose arguments are words for somebody to read, or for the type checker."""

BESIDE_THE_POINT = {"slots", "strict", "frozen"}
"""Arguments that are left alone: a dataclass without slots is only larger, and one that is not frozen is changed by
nobody either; strict is an assertion about lengths."""


@dataclass(frozen=True)
class Mutant:
    """One change: the characters from ``start`` to ``end`` of the file's text become ``new``."""

    path: str
    line: int
    lines: tuple[int, ...]
    kind: str
    old: str
    new: str
    start: int
    end: int
    inside: bool

    @property
    def key(self) -> str:
        """What the change is called in the file of outcomes: it lives as long as the line and its neighbours do."""
        words = f"{self.path}|{self.kind}|{self.old}|{self.new}|{self.start}"
        return hashlib.sha256(words.encode()).hexdigest()[:16]

    def text(self, source: str) -> str:
        """The whole mutated file."""
        return source[: self.start] + self.new + source[self.end :]

    def shown(self) -> str:
        """The change in one line, for the list of survivors."""
        old, new = (re.sub(r"\s+", " ", words).strip() for words in (self.old, self.new))
        return f"{self.path}:{self.line}: {self.kind}: {old[:70]} → {new[:50] or '(nothing)'}"


def mutants(root: Path, path: str) -> list[Mutant]:
    """All mutants of a file, in order; none of them is the file itself or fails to compile."""
    source = (root / path).read_text(encoding="utf-8")
    made: dict[tuple[int, int, str], Mutant] = {}
    for mutant in _Maker(path, source).walk():
        made.setdefault((mutant.start, mutant.end, mutant.new), mutant)
    return sorted((mutant for mutant in made.values() if _compiles(mutant, source)), key=lambda mutant: mutant.start)


def _compiles(mutant: Mutant, source: str) -> bool:
    if mutant.old == mutant.new:
        return False
    try:
        ast.parse(mutant.text(source))
    except SyntaxError:
        return False
    return True


class _Maker:
    def __init__(self, path: str, source: str) -> None:
        self.path = path
        self.source = source
        self.tree = ast.parse(source)
        encoded = source.encode()
        self._lines = [0]
        for line in source.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))
        self._texts = source.splitlines(keepends=True)
        self._ascii = len(encoded) == len(source)
        self.inside = 0

    def place(self, line: int, column: int) -> int:
        """The offset in the text of a place as ``ast`` gives it: a line, and a column in bytes."""
        text = self._texts[line - 1] if line <= len(self._texts) else ""
        within = column if self._ascii else len(text.encode()[:column].decode(errors="ignore"))
        return self._lines[line - 1] + within

    def span(self, node: ast.expr | ast.stmt | ast.keyword) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.place(node.lineno, node.col_offset), self.place(node.end_lineno, node.end_col_offset)

    def mutant(self, node: ast.AST, kind: str, start: int, end: int, new: str) -> Mutant:
        old = self.source[start:end]
        new += "\n" * (old.count("\n") - new.count("\n"))
        first = getattr(node, "lineno", 1)
        lines = tuple(range(first, (getattr(node, "end_lineno", first) or first) + 1))
        line = self.source.count("\n", 0, start) + 1
        return Mutant(self.path, line, lines, kind, old, new, start, end, self.inside > 0)

    def walk(self) -> Iterator[Mutant]:
        yield from self.body(self.tree.body)

    def body(self, statements: list[ast.stmt]) -> Iterator[Mutant]:
        for place, statement in enumerate(statements):
            if place == 0 and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                continue
            yield from self.statement(statement)

    def statement(self, node: ast.stmt) -> Iterator[Mutant]:
        start, end = self.span(node)
        if isinstance(node, (ast.Import, ast.ImportFrom, ast.Pass, ast.Global, ast.Nonlocal, ast.Assert)):
            return
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return
        if isinstance(node, ast.Assign) and any(ast.unparse(target) == "__all__" for target in node.targets):
            return
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            if any(getattr(each, "id", "") == "overload" for each in node.decorator_list):
                return
            for default in [*node.args.defaults, *node.args.kw_defaults]:
                if default is not None:
                    yield from self.expression(default)
            self.inside += 1
            yield from self.body(node.body)
            self.inside -= 1
            return
        if isinstance(node, ast.ClassDef):
            if any(ast.unparse(base) in {"Exception", "Enum", "Protocol", "TextChoices"} for base in node.bases):
                return
            for decorator in node.decorator_list:
                yield from self.expression(decorator)
            for each in node.body:
                yield from self.statement(each)
            return
        acts = isinstance(node, (ast.Expr, ast.AugAssign, ast.Raise, ast.Delete, ast.Continue, ast.Break))
        if self.inside and acts and not (isinstance(node, ast.Expr) and self.for_people(node.value)):
            yield self.mutant(node, "statement away", start, end, "pass")
        gives = isinstance(node, ast.Return) and node.value is not None and ast.unparse(node.value) != "None"
        if self.inside and gives:
            yield self.mutant(node, "returns nothing", start, end, "return None")
        if isinstance(node, (ast.If, ast.While)):
            yield self.mutant(node.test, "condition turned", *self.span(node.test), f"not ({self.text(node.test)})")
        for name, value in ast.iter_fields(node):
            if name in {"annotation", "type_comment", "targets", "target", "name"}:
                continue
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, ast.stmt):
                    yield from self.statement(each)
                elif isinstance(each, ast.ExceptHandler):
                    yield from self.body(each.body)
                elif isinstance(each, ast.withitem):
                    yield from self.expression(each.context_expr)
                elif isinstance(each, ast.expr):
                    yield from self.expression(each)

    def text(self, node: ast.expr | ast.keyword) -> str:
        start, end = self.span(node)
        return self.source[start:end]

    def for_people(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in FOR_PEOPLE

    def expression(self, node: ast.AST) -> Iterator[Mutant]:
        if self.for_people(node) or getattr(node, "arg", None) in BESIDE_THE_POINT:  # type: ignore[arg-type]
            return
        yield from self.changes(node)
        inside = isinstance(node, ast.Lambda)
        self.inside += inside
        for name, value in ast.iter_fields(node):
            if name in {"annotation", "slice"} and isinstance(node, ast.Subscript) and _type(node):
                continue
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, (ast.expr, ast.keyword, ast.comprehension)):
                    yield from self.expression(each)
        self.inside -= inside

    def changes(self, node: ast.AST) -> Iterator[Mutant]:
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            for place, operator in enumerate(node.ops):
                yield from self.operator(node, sides[place], sides[place + 1], COMPARISONS.get(type(operator)))
        elif isinstance(node, ast.BinOp):
            yield from self.operator(node, node.left, node.right, SUMS.get(type(node.op)))
        elif isinstance(node, ast.BoolOp):
            swap = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
            if len(node.values) == 2:
                yield from self.operator(node, node.values[0], node.values[1], swap)
            yield from self.without_each(node, node.values, "operand away")
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield self.mutant(node, "not away", *self.span(node), f"({self.text(node.operand)})")
        elif isinstance(node, ast.IfExp):
            yield self.mutant(node.test, "condition turned", *self.span(node.test), f"not ({self.text(node.test)})")
        elif isinstance(node, (ast.Tuple, ast.List, ast.Set)):
            if len(node.elts) > 1:
                yield from self.without_each(node, node.elts, "element away")
            elif node.elts and not isinstance(node, ast.Set):
                empty = "()" if isinstance(node, ast.Tuple) else "[]"
                yield self.mutant(node, "element away", *self.span(node), empty)
        elif isinstance(node, ast.Dict):
            yield from self.without_pairs(node)
        elif isinstance(node, ast.Call):
            yield from self.call(node)
        elif isinstance(node, ast.comprehension):
            for condition in node.ifs:
                yield self.mutant(condition, "filter away", *self.span(condition), "True")
        elif isinstance(node, ast.Constant):
            yield from self.constant(node)

    def operator(
        self, node: ast.AST, left: ast.expr, right: ast.expr, swap: tuple[str, str] | None
    ) -> Iterator[Mutant]:
        if swap is None:
            return
        start, end = self.span(left)[1], self.span(right)[0]
        between = self.source[start:end]
        place = re.search(re.escape(swap[0]).replace(r"\ ", r"\s+"), between)
        if place is not None:
            yield self.mutant(node, "operator", start + place.start(), start + place.end(), swap[1])

    def without_each(self, node: ast.AST, parts: list[ast.expr], kind: str) -> Iterator[Mutant]:
        """The node with each of its parts away, together with the comma or word that joins it to a neighbour."""
        spans = [self.outer(part) for part in parts]
        for place, part in enumerate(parts):
            if place + 1 < len(parts):
                yield self.mutant(part, kind, spans[place][0], spans[place + 1][0], "")
            else:
                yield self.mutant(part, kind, spans[place - 1][1], spans[place][1], "")

    def outer(self, node: ast.expr) -> tuple[int, int]:
        """The span of an expression with the brackets that stand directly around it."""
        start, end = self.span(node)
        while start > 0 and self.source[start - 1] == "(" and self.source[end : end + 1] == ")":
            if re.search(r"[\w\])]\s*$", self.source[: start - 1]) and not re.search(
                r"\b(and|or|not|in|is|if|else|return)\s*$", self.source[: start - 1]
            ):
                break
            start, end = start - 1, end + 1
        return start, end

    def without_pairs(self, node: ast.Dict) -> Iterator[Mutant]:
        if len(node.keys) < 2 or any(key is None for key in node.keys):
            return
        keys = [key for key in node.keys if key is not None]
        for place, key in enumerate(keys):
            start = self.span(key)[0]
            if place + 1 < len(keys):
                yield self.mutant(key, "pair away", start, self.span(keys[place + 1])[0], "")
            else:
                yield self.mutant(key, "pair away", self.span(node.values[place - 1])[1],
                                  self.span(node.values[place])[1], "")  # fmt: skip

    def call(self, node: ast.Call) -> Iterator[Mutant]:
        name = ast.unparse(node.func).rpartition(".")[2]
        if name in {"by", "at"} and len(node.args) > 1:
            yield from self.without_each(node, node.args, "element away")
        spans = sorted([self.span(part) for part in [*node.args, *node.keywords]])
        for keyword in node.keywords:
            if keyword.arg is None or keyword.arg in BESIDE_THE_POINT:
                continue
            place = spans.index(self.span(keyword))
            start, end = spans[place]
            if place + 1 < len(spans):
                end = spans[place + 1][0]
            elif place:
                start = spans[place - 1][1]
            yield self.mutant(keyword, "argument away", start, end, "")

    def constant(self, node: ast.Constant) -> Iterator[Mutant]:
        if isinstance(node.value, bool):
            yield self.mutant(node, "constant", *self.span(node), str(not node.value))
        elif isinstance(node.value, int):
            yield self.mutant(node, "constant", *self.span(node), str(node.value + 1))
        elif isinstance(node.value, str) and self.inside and not self.text(node).startswith(('"""', "f", "r")):
            yield self.mutant(node, "constant", *self.span(node), '"changed"' if node.value else '"x"')


def _type(node: ast.Subscript) -> bool:
    """Whether a subscript is a type: its words are for the type checker."""
    return ast.unparse(node.value) in {"dict", "list", "tuple", "Callable", "Sequence", "Mapping", "type", "frozenset"}
