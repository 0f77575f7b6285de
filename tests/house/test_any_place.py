"""Set-up, command and demo serve in any folder and on any terminal, and the demo removes nothing unasked."""

import os
import subprocess
import sys

import pytest

from vardtrad.config.demo import processes, removing, scanners

from .test_setup import ROOT, program, run, script


class Terminal:
    """Standard input: a terminal, or not."""

    def __init__(self, there):
        self.there = there

    def isatty(self):
        return self.there


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
    monkeypatch.setattr(sys, "stdin", Terminal(False))
    with pytest.raises(processes.Trouble, match="--yes"):
        processes.agreed()
    monkeypatch.setattr(sys, "stdin", Terminal(True))
    for answer, agreed in (("ja", True), ("J", True), ("", False), ("nej", False)):
        monkeypatch.setattr("builtins.input", lambda question, answer=answer: answer)
        assert processes.agreed() is agreed

    def end_of_input(question):
        raise EOFError

    monkeypatch.setattr("builtins.input", end_of_input)
    assert processes.agreed() is False


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
    monkeypatch.setattr(processes, "agreed", lambda: agreed)
    if dropped:
        processes._begin_afresh(Old(), tmp_path, yes=yes)
    else:
        with pytest.raises(processes.Trouble, match="Ingenting är ändrat"):
            processes._begin_afresh(Old(), tmp_path, yes=yes)
    assert len(gone) == dropped


def test_nothing_is_installed_with_apt_before_it_is_said_and_agreed(monkeypatch, capsys):
    pango = script("find_pango", monkeypatch)
    apt = pango.apt_packages
    called = []
    monkeypatch.setattr(apt.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(apt, "quiet", lambda command, *rest: called.append(command) or True)
    monkeypatch.setattr(pango, "found", lambda: bool(called))
    monkeypatch.setattr(apt.os, "geteuid", lambda: 0)
    monkeypatch.setattr(apt.sys, "stdin", Terminal(True))
    monkeypatch.setattr(apt.sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: "n")
    assert pango.install() is False
    assert called == []
    assert pango.PACKAGES[0] in capsys.readouterr().out
    monkeypatch.setattr("builtins.input", lambda question: "")
    assert pango.install() is True
    assert set(pango.PACKAGES) < set(called[0])


def test_only_the_servers_that_are_missing_are_installed_and_the_rest_is_named(tmp_path, monkeypatch):
    servers = script("find_servers", monkeypatch)
    asked = []
    monkeypatch.setattr(servers, "PLACES", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    program(tmp_path, "openssl", "true")
    for name in servers.PROGRAMS:
        monkeypatch.delenv(f"{name.upper()}_BINARY", raising=False)
    monkeypatch.setattr(servers.apt_packages, "install", lambda purpose, packages, without: asked.extend(packages))
    assert servers.install() == ["clamav-daemon", "nginx", "npm"]
    assert asked == ["clamav-daemon", "nginx", "npm"]
    program(tmp_path, "nginx", "true")
    program(tmp_path, "npm", "true")
    monkeypatch.setenv("CLAMD_BINARY", str(program(tmp_path / "other", "clamd-1", "true")))
    asked.clear()
    assert servers.install() == []
    assert asked == []


def test_the_scanner_folder_of_a_killed_demo_is_removed_and_that_of_a_running_one_stays(tmp_path, monkeypatch):
    monkeypatch.setattr(scanners.tempfile, "gettempdir", lambda: str(tmp_path))
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    for name, owner in (("killed", dead.pid), ("running", os.getpid()), ("unknown", "")):
        (tmp_path / f"{scanners.NAME}{name}").mkdir()
        (tmp_path / f"{scanners.NAME}{name}" / scanners.OWNER).write_text(str(owner))
    scanners.sweep()
    assert sorted(path.name.removeprefix(scanners.NAME) for path in tmp_path.iterdir()) == ["running", "unknown"]


def test_the_demo_can_be_taken_away_after_a_question_and_nothing_of_it_is_left(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "data"
    with processes.local_database(folder):
        pass
    (folder / "my own.txt").write_text("stays")
    home = processes.Server(folder).home
    monkeypatch.setattr(removing, "agreed", lambda: False)
    assert removing.remove(folder, yes=False) == 1
    assert (home / "pg").exists()
    assert removing.remove(folder, yes=True) == 0
    assert [path.name for path in folder.iterdir()] == ["my own.txt"]
    assert home == folder or not home.exists()
    assert str(home) in capsys.readouterr().out
    assert removing.remove(tmp_path, yes=True) == 1  # no data folder of a demo
