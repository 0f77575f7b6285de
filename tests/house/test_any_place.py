"""Set-up, command and demo serve in any folder and on any terminal, and the demo removes nothing unasked."""

import os
import subprocess
import sys

import pytest

from vardtrad.config.demo import processes

from .test_setup import ROOT, run, script


def test_a_folder_with_a_blank_and_a_letter_of_ours_serves_in_any_locale(tmp_path, monkeypatch):
    setup = script("setup", monkeypatch)
    root = tmp_path / "Vårdtråd, en mapp"
    package = root / "src" / "vardtrad" / "config"
    package.mkdir(parents=True)
    (package / "cli.py").write_text("def main():\n    print('här')\n", "utf-8")
    monkeypatch.setattr(setup, "ROOT", root)
    monkeypatch.setattr(setup, "VENV", root / ".venv")
    monkeypatch.setattr(setup, "PYTHON", root / ".venv" / "bin" / "python")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", setup.VENV], check=True)
    setup.put_on_path()
    for locale in ({"LC_ALL": "C", "LANG": "C"}, {"LC_ALL": "C.UTF-8"}):
        done = run(setup.VENV / "bin" / "vardtrad", **locale, PYTHONPATH="")
        assert (done.returncode, done.stderr) == (0, ""), done.stderr


def test_a_terminal_without_our_letters_ends_neither_set_up_nor_command():
    plain = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for words in ([ROOT / "scripts" / "setup.py", "start", "--help"], ["-m", "vardtrad.config.cli", "--help"]):
        done = run(sys.executable, *words, **plain, PYTHONPATH=str(ROOT / "src"))
        assert (done.returncode, done.stderr) == (0, ""), done.stderr


def test_check_of_the_documents_serves_from_any_folder(tmp_path):
    settings = {"DJANGO_SETTINGS_MODULE": "vardtrad.config.settings"}
    environment = {**os.environ, **settings, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-m", "vardtrad.config.cli", "check", "--docs"],
        cwd=tmp_path, env=environment, text=True, capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "Allt är som det ska.\n")


def test_beginning_afresh_asks_first(monkeypatch):
    class Terminal:
        def __init__(self, there):
            self.there = there

        def isatty(self):
            return self.there

    monkeypatch.setattr(sys, "stdin", Terminal(False))
    with pytest.raises(processes.Trouble, match="--yes"):
        processes._agreed()
    monkeypatch.setattr(sys, "stdin", Terminal(True))
    for answer, agreed in (("ja", True), ("J", True), ("", False), ("nej", False)):
        monkeypatch.setattr("builtins.input", lambda question, answer=answer: answer)
        assert processes._agreed() is agreed

    def end_of_input(question):
        raise EOFError

    monkeypatch.setattr("builtins.input", end_of_input)
    assert processes._agreed() is False


@pytest.mark.parametrize(("yes", "agreed", "dropped"), [(False, False, 0), (False, True, 1), (True, False, 1)])
def test_nothing_is_removed_before_somebody_has_agreed(yes, agreed, dropped, monkeypatch, tmp_path):
    gone = []

    class Old:
        cluster = property(lambda self: self)
        owner_url = ""

        def exists(self, name):
            return True

        def ensure_database(self, name):
            return self

        def drop(self, name):
            gone.append(name)

    monkeypatch.setattr(processes, "is_demo", lambda url: True)
    monkeypatch.setattr(processes, "_agreed", lambda: agreed)
    if dropped:
        processes._begin_afresh(Old(), tmp_path, yes=yes)
    else:
        with pytest.raises(processes.Trouble, match="Ingenting är ändrat"):
            processes._begin_afresh(Old(), tmp_path, yes=yes)
    assert len(gone) == dropped
