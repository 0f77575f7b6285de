"""The step that compares the tests' marks with tests/proved.toml fails when a line falls back, and says which."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house.test_setup import script

FILE = """
proved = ["000-001", "000-002"]
not = ["000-004", "000-005"]
[partly]
"000-003" = "the other half"
[clauses]
"000-002" = ["first", "then"]
"""
TESTS = """
@pytest.mark.req("000-001", "000-003")
def test_x(): pass
@pytest.mark.req("000-002", "first", "then")
def test_y(): pass
"""


@pytest.fixture
def proven(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "proved.toml").write_text(FILE)
    module = script("requirements_proven", monkeypatch)

    def run(source: str) -> int:
        (tmp_path / "tests" / "test_x.py").write_text(source)
        return module.main(tmp_path)

    return run


def test_the_three_counts_are_printed(proven, capsys) -> None:
    assert proven(TESTS) == 0
    out = capsys.readouterr().out
    assert "Källa 000: 5 krav, 2 styrkta, 1 delvis, 2 inte." in out
    assert "inte: 004–005" in out
    assert "Alla källor: 5 krav, 2 styrkta av test, 1 delvis, 2 inte." in out


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"000-001", ', "", "000-001 har inget test längre, men står som styrkt"),
        (', "000-003"', "", "000-003 har inget test längre, men står som delvis styrkt"),
        ('"000-001", ', '"000-001", "000-004", ', "000-004 har ett test men står som ostyrkt"),
        ('"000-001", ', '"000-001", "000-006", ', "000-006 har ett test men finns inte i"),
        (', "then"', "", "000-002: inget test bär längre orden ”then”"),
        ('"then"', '"then", "later"', "000-002: orden ”later” finns inte i"),
        ('"000-001", ', '"000-001", NUMBER, ', "ett kravmärke är inte utskrivet"),
        ('"000-003"', '"000-003", "words"', "delar flera nummer på ord"),
    ],
)
def test_what_falls_back_fails_and_is_named(proven, capsys, old: str, new: str, said: str) -> None:
    assert old in TESTS
    assert proven(TESTS.replace(old, new, 1)) == 1
    assert said in capsys.readouterr().err


def test_a_line_stands_once_in_the_file(proven, tmp_path: Path) -> None:
    (tmp_path / "tests" / "proved.toml").write_text(FILE.replace('"000-005"', '"000-003"'))
    with pytest.raises(ValueError, match="000-003"):
        proven(TESTS)
