"""The two commands and ``vardtrad`` itself: set-up, what they say when something is missing, and a clean end."""

import importlib.util
import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg
import pytest
from _pytest.mark.expression import Expression
from django.db import DatabaseError, connection

from vardtrad.config.demo import processes

ROOT = Path(__file__).resolve().parents[2]


def script(name, monkeypatch):
    """A script of scripts/, as a module."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, name, module)
    spec.loader.exec_module(module)
    return module


def program(folder, name, text):
    """A small shell program, to imitate machines that lack or have something."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def run(*words, **environment):
    return subprocess.run(
        [str(word) for word in words], env={**os.environ, **environment}, text=True, capture_output=True, check=False
    )


def pins(name):
    """The packages of a lock file, each with its version and hashes."""
    hashes = {}
    for block in re.split(r"\n(?=[A-Za-z])", (ROOT / name).read_text()):
        package, _, rest = block.partition(" ")
        if "==" in package:
            hashes[package] = set(re.findall(r"sha256:[0-9a-f]{64}", rest))
    return hashes


def test_the_lock_files_hold_versions_and_hashes_and_no_address():
    runtime, development = pins("requirements.lock"), pins("requirements-dev.lock")
    assert all(runtime.values())
    assert all(development.values())
    # One .venv serves both commands.
    assert {name: development.get(name) for name in runtime} == runtime
    for name in ("requirements.lock", "requirements-dev.lock"):
        assert "://" not in (ROOT / name).read_text()


@pytest.mark.parametrize("name", ["start", "test", ".ci/run"])
def test_the_commands_are_programs(name):
    assert os.access(ROOT / name, os.X_OK)
    assert run("sh", "-n", ROOT / name).returncode == 0


def test_the_ci_runs_the_test_command(tmp_path):
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci" / "run")
    program(tmp_path, "test", 'echo "test $*"; exit 7')
    done = run(tmp_path / ".ci" / "run", "-k", "x")
    assert (done.returncode, done.stdout) == (7, "test -k x\n")


@pytest.mark.parametrize("command", ["start", "test"])
def test_too_old_a_python_is_answered_with_one_line(command, tmp_path):
    shutil.copy(ROOT / command, tmp_path / command)
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    old = tmp_path / "bin"
    program(old, "python3", '[ "$1" = --version ] && echo "Python 3.9.2" && exit 0; exit 1')
    program(old, "python3.13", "echo 'not installed here' >&2; exit 127")
    program(old, "dirname", f'exec {shutil.which("dirname")} "$@"')
    done = run("/bin/sh", tmp_path / command, PATH=str(old))
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "Python 3.9.2" in done.stderr


def test_a_python_without_venv_and_pip_is_answered_with_the_line_to_type(tmp_path, monkeypatch, capsys):
    setup = script("setup", monkeypatch)
    monkeypatch.setattr(setup, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(setup, "runs", lambda *command: "--without-pip" in command)
    monkeypatch.setattr(setup.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit) as end:
        setup.make_venv()
    assert end.value.code == 1
    assert "sudo apt-get install -y python3-venv" in capsys.readouterr().err


def test_a_python_without_ensurepip_uses_the_systems_pip_or_uv(tmp_path, monkeypatch):
    setup = script("setup", monkeypatch)
    monkeypatch.setattr(setup, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(setup, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(setup, "runs", lambda *command: "ensurepip" not in " ".join(command) and command[0] == "pip3")
    assert setup.installer()[:3] == ["pip3", "--python", str(setup.PYTHON)]
    monkeypatch.setattr(setup, "runs", lambda *command: False)
    monkeypatch.setattr(setup.shutil, "which", lambda name: f"/somewhere/{name}")
    assert setup.installer()[0] == "uv"


def test_nothing_is_installed_again_until_a_lock_file_changes(tmp_path, monkeypatch):
    setup = script("setup", monkeypatch)
    for name in (setup.RUNTIME, setup.DEVELOPMENT):
        (tmp_path / name).write_text("one")
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "STAMP", tmp_path / "stamp.json")
    monkeypatch.setattr(setup, "runs", lambda *command: True)
    assert not setup.installed(setup.stamp(development=True))
    setup.STAMP.write_text(json.dumps(setup.stamp(development=True)))
    assert setup.installed(setup.stamp(development=True))
    assert setup.installed(setup.stamp(development=False))
    (tmp_path / setup.RUNTIME).write_text("two")
    assert not setup.installed(setup.stamp(development=False))


def test_a_browser_that_does_not_run_is_not_chosen(tmp_path, monkeypatch):
    chromium = script("find_chromium", monkeypatch)
    program(tmp_path / "bin", "chromium-browser", "echo 'install the snap' >&2; exit 1")
    real = program(tmp_path / "bin", "google-chrome", "echo Google Chrome 150")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(chromium, "APPLICATIONS", ())
    assert chromium.find() == str(real)
    real.unlink()
    assert chromium.find() is None
    assert chromium.install() is None  # no apt here


def test_without_a_browser_the_test_command_fails_and_says_what_to_install(monkeypatch, capsys):
    script("find_chromium", monkeypatch)
    tests = script("run_tests", monkeypatch)
    monkeypatch.setattr(tests.find_servers, "install", list)
    monkeypatch.setattr(tests, "find", lambda: None)
    monkeypatch.setattr(tests, "install", lambda: None)
    monkeypatch.setattr(tests, "parts", lambda: pytest.fail("nothing may be run"))
    assert tests.main([]) == 1
    assert "sudo apt-get install -y chromium" in capsys.readouterr().err


def test_a_skipped_test_is_a_fault_and_later_parts_still_run(monkeypatch, capsys, tmp_path):
    script("find_chromium", monkeypatch)
    tests = script("run_tests", monkeypatch)
    report = (
        '<testsuites><testsuite tests="9" failures="{}" errors="{}" skipped="{}">'
        '<testcase><skipped message="{}"/></testcase></testsuite></testsuites>'
    )

    def part(name, code, *counts):
        text = report.format(*counts)
        return tests.Part(name, ["sh", "-c", f"echo '{text}' > \"${{1#*=}}\"; exit {code}", "sh"], tests=True)

    monkeypatch.setenv("CHROMIUM", "")
    monkeypatch.setattr(tests.find_servers, "install", list)
    monkeypatch.setattr(tests, "find", lambda: "/bin/true")
    chosen = [
        part("one", 1, 2, 1, 0, ""),
        part("two", 0, 0, 0, 1, "not today"),
        part("three", 0, 0, 0, 1, "../shared/testdata finns inte här"),
        tests.Part("four", ["true"]),
    ]
    monkeypatch.setattr(tests, "parts", lambda: chosen)
    assert tests.main([]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "22 passed, 3 failed"
    assert [part.well for part in chosen] == [False, False, True, True]
    assert "1 överhoppade" in next(line for line in lines if line.startswith("two"))
    assert "1 ej körda (../shared/" in next(line for line in lines if line.startswith("three"))


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGHUP])
def test_a_run_that_is_told_to_stop_lets_its_part_clean_up_and_leaves_no_folder(told, tmp_path):
    (tmp_path / "tmp").mkdir()
    part = (
        f"trap 'sleep 0.3; echo > {tmp_path}/ended; exit 3' INT; echo > {tmp_path}/begun; while :; do sleep 0.05; done"
    )
    program = (
        f"import sys; sys.path.insert(0, {str(ROOT / 'scripts')!r}); import run_tests as run; run.stop_orderly();"
        f"run.Part('one', ['sh', '-c', {part!r}, 'sh'], tests=True).run()"
    )
    given = {**os.environ, "TMPDIR": str(tmp_path / "tmp")}
    # As from a shell that runs it beside itself, with SIGINT ignored.
    process = subprocess.Popen(
        ["sh", "-c", "trap '' INT; exec \"$@\"", "sh", sys.executable, "-c", program], env=given,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    until = time.monotonic() + 30
    while not (tmp_path / "begun").exists():
        assert time.monotonic() < until
        time.sleep(0.05)
    assert list((tmp_path / "tmp").iterdir())
    process.send_signal(told)
    assert process.wait(30) == 128 + told
    assert (tmp_path / "ended").exists()
    assert not list((tmp_path / "tmp").iterdir())


@pytest.mark.parametrize("mark", [None, "journey", "javascript"])
def test_every_test_is_run_by_exactly_one_part(mark, monkeypatch):
    script("find_chromium", monkeypatch)
    tests = script("run_tests", monkeypatch)
    chosen = [Expression.compile(part.command[-1]) for part in tests.parts() if part.tests]
    assert [choice.evaluate(lambda name, **_: name == mark) for choice in chosen].count(True) == 1


@pytest.mark.parametrize(("code", "failures"), [(0, 1), (1, 1), (0, 4)])
def test_a_journey_that_fails_is_run_once_more_and_named(code, failures, monkeypatch, capsys, tmp_path):
    script("find_chromium", monkeypatch)
    tests = script("run_tests", monkeypatch)
    passed = '<testsuites><testsuite tests="1" failures="0" errors="0" skipped="0"/></testsuites>'
    write = f"""for one; do case "$one" in --junitxml=*) echo '{passed}' > "${{one#*=}}";; esac; done"""
    again = program(tmp_path, "python", f'echo "$@" > {tmp_path}/asked; {write}; exit {code}')
    monkeypatch.setattr(tests.sys, "executable", str(again))
    failed = '<testcase classname="tests.journeys.test_x" name="test_y[390]"><failure/></testcase>' * failures
    suite = f'<testsuite tests="9" failures="{failures}" errors="0" skipped="0">{failed}</testsuite>'
    text = f"<testsuites>{suite}</testsuites>"
    command = ["sh", "-c", f"echo '{text}' > \"${{1#*=}}\"; exit 1", "sh"]
    journeys = tests.Part("journeys", command, tests=True, may_try_again=True)
    journeys.run()
    well = code == 0 and failures <= tests.MOST_TRIED_AGAIN
    assert journeys.well is well
    assert journeys.tried_again == (("tests/journeys/test_x.py::test_y[390]",) if well else ())
    assert (journeys.passed, journeys.failed) == ((9, 0) if well else (9 - failures, failures))
    if failures <= tests.MOST_TRIED_AGAIN:
        assert (tmp_path / "asked").read_text().split()[-3:-1] == ["journey", "tests/journeys/test_x.py::test_y[390]"]
    else:
        assert not (tmp_path / "asked").exists()


def test_help_names_the_commands_and_loads_nothing_heavy():
    code = "import sys; from vardtrad.config import cli; cli.parser().print_help(); print(*sys.modules)"
    done = run(sys.executable, "-c", code, PYTHONPATH=str(ROOT / "src"))
    for word in ("demo", "serve", "live", "worker", "migrate", "audit", "check", str(processes.data_folder())):
        assert word in done.stdout
    assert not {"django", "psycopg", "granian"} & set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("command", ["serve", "live", "worker"])
def test_a_process_refuses_a_database_that_may_lose_what_it_acknowledged(command, fresh_database):
    copy = fresh_database()
    weak = f"{copy.app_url}{'&' if '?' in copy.app_url else '?'}options=-csynchronous_commit%3Doff"
    done = run(sys.executable, "-m", "vardtrad.config.cli", command, **{**copy.environment, "DATABASE_URL": weak})
    assert done.returncode == 1
    assert "synchronous_commit=off" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_keys_are_made_once_and_read_by_the_owner_only(tmp_path):
    first = processes.local_environment(tmp_path, "postgresql:///x")
    assert first == processes.local_environment(tmp_path, "postgresql:///x")
    assert len({first["VARDTRAD_SECRET_KEY"], first["VARDTRAD_TRACE_KEY"]}) == 2
    assert [stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()] == [0o600]


def test_a_busy_port_is_passed_by_or_said():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        busy = other.getsockname()[1]
        port, hold = processes._port(busy, exact=False)
        with hold:
            assert port > busy
            again, second = processes._port(port, exact=False)
            second.close()
            assert again > port
        with pytest.raises(processes.Trouble, match=f"Port {busy} är upptagen"):
            processes._port(busy, exact=True)


@pytest.mark.django_db
def test_tests_work_as_the_applications_role(owner_connection, settings):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (settings.APP_ROLE,)
    assert owner_connection.execute("SELECT current_user").fetchone() == (
        settings.APP_ROLE.replace("vardtrad_app", "vardtrad_owner"),
    )


@pytest.mark.django_db
def test_the_application_can_make_no_table():
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE mine (id int)")


@pytest.mark.django_db
def test_no_model_has_changed_without_a_migration():
    from django.apps import apps
    from django.core.management import call_command

    ours = [config.label for config in apps.get_app_configs() if config.name.startswith("vardtrad.")]
    call_command("makemigrations", *ours, check=True, dry_run=True, verbosity=1)


def test_a_migrated_database_can_be_migrated_again(fresh_database):
    copy = fresh_database()
    done = run(sys.executable, "-m", "vardtrad.config.cli", "migrate", **copy.environment)
    assert (done.returncode, done.stderr) == (0, "")
    with psycopg.connect(copy.app_url) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("CREATE TABLE mine (id int)")


class Demo:
    """A demo of its own in a temporary folder."""

    def __init__(self, folder, *words):
        self.folder = folder
        environment = {name: value for name, value in os.environ.items() if not name.startswith("VARDTRAD_")}
        environment.pop("DATABASE_URL", None)
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        environment["PYTHONPATH"] = str(ROOT / "src")
        self.out = folder.with_suffix(".out").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "vardtrad.config.cli", "demo", "--data", str(folder), *words],
            env=environment, stdout=self.out, stderr=self.out, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def text(self):
        return Path(self.out.name).read_text()

    def wait_for(self, words, seconds=90):
        end = time.monotonic() + seconds
        while words not in self.text():
            assert time.monotonic() < end, f"{words!r} did not come:\n{self.text()}"
            assert self.process.poll() is None or words in self.text(), self.text()
            time.sleep(0.1)
        return self.text()

    def children(self, command):
        """The process ids of one command of this demo."""
        return [
            pid
            for pid, (parent, words) in running().items()
            if parent == self.process.pid and f"cli {command}" in words
        ]


def running():
    """Every process that runs: its parent and its command line. By /proc, else by ps (macOS)."""
    processes = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if state != "Z":
            processes[int(entry.name)] = (int(parent), words)
    if not processes:
        for line in run("ps", "-A", "-o", "pid=,ppid=,stat=,command=").stdout.splitlines():
            pid, parent, state, words = line.split(None, 3)
            if not state.startswith("Z"):
                processes[int(pid)] = (int(parent), words)
    return processes


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory):
    """The data folder of the demo: filled by the first that starts in it, as when somebody starts it again."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    yield folder
    from vardtrad.config.embedded.postgres import Server

    with Server.start(folder) as server:
        server.remove()


@pytest.fixture
def demo(demo_folder):
    started = Demo(demo_folder)
    yield started
    if started.process.poll() is None:
        started.process.terminate()
        started.process.wait(60)
    started.out.close()


def test_the_demo_starts_restarts_what_dies_and_ends_cleanly(demo):
    text = demo.wait_for("Vårdtråd är igång")
    assert str(demo.folder) in text
    assert "./start --remove --data" in text
    address = re.search(r"igång: (http://\S+)", text)[1]
    assert f"{address}/demo\n" in text
    with urllib.request.urlopen(address, timeout=30) as answer:
        assert answer.status == 200

    twin = Demo(demo.folder)
    assert twin.process.wait(60) == 1
    assert address in twin.text()
    twin.out.close()

    (worker,) = demo.children("worker")
    os.kill(worker, signal.SIGKILL)
    demo.wait_for("Arbetaren har stannat (signal 9) och startas om")

    demo.process.terminate()
    assert demo.process.wait(60) == 0
    assert "Allt är avslutat." in demo.text()
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(address, timeout=5)
    assert not [words for _, words in running().values() if str(demo.folder) in words]


def test_nothing_is_left_when_the_demo_is_killed(demo):
    text = demo.wait_for("Vårdtråd är igång")
    address = re.search(r"igång: (http://\S+)", text)[1]
    children = [pid for command in ("serve", "live", "worker") for pid in demo.children(command)]
    assert len(children) == 3
    demo.process.kill()
    demo.process.wait()
    end = time.monotonic() + 30
    while running().keys() & set(children):
        assert time.monotonic() < end, "a process is still running"
        time.sleep(0.2)
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(address, timeout=5)
