"""Puts a mutant in the place of its file: in a new process before it is imported, or in the functions of this one.

A change inside a function can be put into the living functions of a process that has everything imported and all tests
collected, which takes no time. A change of a module's own lines (a row of a table) needs a new process.
"""

from __future__ import annotations

import gc
import importlib.machinery
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from tests.bench.mutations.making import Mutant


def before_import(root: Path, mutant: Mutant) -> None:
    """Let the file of the mutant be read as the mutant when it is imported. Nothing may have imported it before."""
    path = str(root / mutant.path)
    text = mutant.text(Path(path).read_text(encoding="utf-8"))
    read = importlib.machinery.SourceFileLoader.get_code

    def get_code(loader: Any, name: str) -> Any:
        if loader.path == path:
            return compile(text, path, "exec", dont_inherit=True)
        return read(loader, name)

    importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[method-assign]


def in_living_functions(root: Path, mutant: Mutant) -> bool:
    """Give the functions of this process the mutant's code; False when that cannot be done without a new process."""
    path = str(root / mutant.path)
    source = Path(path).read_text(encoding="utf-8")
    old = compile(source, path, "exec", dont_inherit=True)
    new = compile(mutant.text(source), path, "exec", dont_inherit=True)
    pairs = list(_pairs(old, new))
    if any(new_code is None for _old, new_code in pairs):
        return False
    changed = [(old_code, new_code) for old_code, new_code in pairs if old_code != new_code]
    functions = [
        function
        for function in gc.get_objects()
        if isinstance(function, FunctionType) and function.__code__.co_filename == path
    ]
    planted = False
    for old_code, new_code in changed:
        for function in functions:
            if function.__code__ == old_code and new_code is not None:
                if len(new_code.co_freevars) != len(old_code.co_freevars):
                    return False
                function.__code__ = new_code
                planted = True
    return planted


def _pairs(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType | None]]:
    """Every piece of code inside the old one, with the piece that has its place in the new one, if one has."""
    olds, news = _inner(old), _inner(new)
    for place, code in enumerate(olds):
        if place >= len(news) or news[place].co_name != code.co_name or len(olds) != len(news):
            yield code, None
            continue
        yield code, news[place]
        yield from _pairs(code, news[place])


def _inner(code: CodeType) -> list[CodeType]:
    return [each for each in code.co_consts if isinstance(each, CodeType)]
