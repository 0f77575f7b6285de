"""The README's commands, files and settings exist, and its Swedish twin says the same."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys

import pytest

from vardtrad.config import cli

from .test_setup import ROOT

ENGLISH = (ROOT / "README.md").read_text("utf-8")
SWEDISH = (ROOT / "README.sv.md").read_text("utf-8")
BOTH = pytest.mark.parametrize("text", [ENGLISH, SWEDISH], ids=["en", "sv"])


def first_columns(text: str) -> list[str]:
    """The codes in the first column of each row of the tables, in order."""
    return re.findall(r"^\| (`[^|]*`) \|", text, re.MULTILINE)


def spans(text: str) -> list[str]:
    """Everything set as code in a line."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def options(*words: str) -> str:
    """What a command's help says."""
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=True)
    return done.stdout


@BOTH
def test_every_file_that_is_linked_or_shown_exists(text: str) -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]
    assert "docs/pictures/case.png" in links
    for link in links:
        path, _, place = link.partition("#")
        assert (ROOT / path).exists(), link
        headings = re.findall(r"^#+ (.+)$", (ROOT / path).read_text("utf-8"), re.MULTILINE) if place else [place]
        assert place in {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}, link


@BOTH
def test_every_command_exists_with_its_options(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    start = options(str(ROOT / "scripts" / "setup.py"), "start", "--help")
    for span in spans(text):
        program, *words = span.split()
        if program == "./start":
            assert [word for word in words if word.startswith("--") and word not in start] == []
        elif program == "vardtrad":
            arguments = ["1" if word.isupper() or "-ID" in word else word for word in words]
            # A table gives the whole command; a sentence may only name it.
            whole = f"`{span}`" in first_columns(text)
            with contextlib.suppress(SystemExit):
                cli.parser().parse_args(arguments if whole else [*arguments, "--help"])
                continue
            said = capsys.readouterr()
            assert said.out.startswith("usage:"), f"{span}: {said.err}"
    assert "./start" in text
    assert "./test" in text


@BOTH
def test_every_setting_is_read_by_the_product(text: str) -> None:
    sources = "\n".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    names = {name for name in re.findall(r"`(?:VARDTRAD_)?([A-Z][A-Z_]+)`", text) if name != "VARDTRAD"}
    assert len(names) > 15
    assert [name for name in names if f'"{name}"' not in sources and f'"VARDTRAD_{name}"' not in sources] == [
        name for name in names if name == "TEST_SERVER"
    ]


def test_the_two_languages_have_the_same_parts_commands_and_settings() -> None:
    levels = [re.findall(r"^#+(?= )", text, re.MULTILINE) for text in (ENGLISH, SWEDISH)]
    assert levels[0] == levels[1]
    blocks = [re.findall(r"```\w+\n.*?```", text, re.DOTALL) for text in (ENGLISH, SWEDISH)]
    assert blocks[0] == blocks[1]
    assert first_columns(ENGLISH) == first_columns(SWEDISH)
    assert len(first_columns(ENGLISH)) > 30
    links = [sorted(set(re.findall(r"\]\(([^)]+)\)", text))) for text in (ENGLISH, SWEDISH)]
    assert [link for link in links[0] if not link.startswith("README")] == [
        link for link in links[1] if not link.startswith("README")
    ]
    rows = [len(re.findall(r"^[|*] ?", text, re.MULTILINE)) for text in (ENGLISH, SWEDISH)]
    assert rows[0] == rows[1]


def test_what_the_readme_says_of_the_demo_is_so() -> None:
    from django.urls import reverse

    from vardtrad.shared.login.demo import PIN

    for text in (ENGLISH, SWEDISH):
        assert f"`{reverse('demo_tour')}`" in text
        assert PIN in text
    for picture in (ROOT / "docs" / "pictures").iterdir():
        assert picture.stat().st_size < 100_000
        assert f"docs/pictures/{picture.name}" in ENGLISH
