"""E-mails that come back: their return paths, what is believed of a report, and where it is seen (B-32)."""

from __future__ import annotations

import io
import mailbox as maildirs
import threading
from types import SimpleNamespace
from uuid import uuid4

import pytest

from tests.people import Employee, Resident, now
from vardtrad.config.bounces_command import take_in
from vardtrad.gate import worker
from vardtrad.gate.models import Notification
from vardtrad.kernel import clock
from vardtrad.kernel.mail import is_return_address
from vardtrad.shared.notify import bounces, return_path
from vardtrad.shared.notify.bounces import Outcome
from vardtrad.shared.notify.models import Channel, Outgoing
from vardtrad.shared.notify.return_path import Kind, Sent
from vardtrad.shared.notify.tests import reports
from vardtrad.shared.notify.tests.test_delivery import HANDLERS, mailbox, use

__all__ = ["mailbox", "use"]
pytestmark = pytest.mark.req("B-32")


@pytest.fixture(autouse=True)
def comes_back(settings) -> None:
    settings.BOUNCE_ADDRESS = "studs@vard.example"


@pytest.fixture
def notice(hugos_case, hugo: Employee, alva: Resident) -> Notification:
    """A notice to Alva about her case, sent by e-mail."""
    hugo.does("partial_reply", hugos_case, "Vi väntar på ett provsvar.")
    (one,) = Notification.objects.filter(key=hugos_case.id, party="resident", move="partial_reply")
    Notification.objects.filter(pk=one.pk).update(status="sent", sent=clock.now())
    return one


def path_of(notice: Notification) -> str:
    return return_path.address(Sent(Kind.NOTICE, notice.id))


def report(text: str, notice: Notification, to: str | None = None) -> bytes:
    return text.format(to=to or path_of(notice), id=f"<{notice.id}@vardtrad>").encode()


def stored(notice: Notification) -> Notification:
    return Notification.objects.get(pk=notice.pk)


def waiting_notice(alva: Resident) -> Notification:
    return Notification.objects.create(
        label="case", key=uuid4(), move="answer", party="resident", recipient_kind="resident",
        recipient_id=alva.person.id, created=clock.now(), due=clock.now(),
    )  # fmt: skip


def test_the_mail_server_is_told_a_return_path_for_each_notice_and_people_see_the_sender(mailbox, alva, settings):
    told = []

    async def handle_MAIL(server, session, envelope, address, options):
        envelope.mail_from = address
        told.append(address)
        return "250 OK"

    mailbox.handle_MAIL = handle_MAIL
    rows = [waiting_notice(alva) for _number in range(2)]
    worker.send_notices(HANDLERS)
    assert sorted(told) == sorted(map(path_of, rows))
    for message in mailbox.messages:
        assert "inget-svar@" in message["From"]
        assert "studs" not in message["From"]
    for sender in told:
        assert len(sender.partition("@")[0]) <= 64
        assert sender == sender.lower()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (reports.POSTFIX, "5.1.1"),
        (reports.EXIM, "5.0.0"),
        (reports.EXCHANGE, "5.4.1"),
        (reports.INTERNATIONAL, "5.1.1"),
    ],
)
def test_what_mail_servers_write_is_understood_and_stands_on_the_case_and_in_the_list(
    notice, hugos_case, hugo, rut, alva, text, code, caplog
):
    assert bounces.receive(report(text, notice)) is Outcome.NOTED
    assert (stored(notice).status, stored(notice).last_error) == ("bounced", f"the mail came back ({code})")
    assert bounces.receive(report(text, notice)) is Outcome.NOTHING_NEW
    sentence = "Aviseringen till invånaren med e-post kom inte fram."
    assert sentence in hugo.browser.open(hugo.case_address(hugos_case)).main.text
    assert sentence in rut.browser.open(rut.address("inte-framme/")).main.text
    assert sentence not in alva.browser.open(f"/arenden/{hugos_case.id}").main.text
    assert "invanare.example" not in caplog.text
    assert now(hugos_case).state == "assigned"


@pytest.mark.parametrize("text", [reports.SENDMAIL_LATE, reports.OUT_OF_OFFICE, reports.READ_RECEIPT])
def test_what_is_late_read_or_answered_by_a_program_changes_nothing(notice, text):
    assert bounces.receive(report(text, notice)) is Outcome.NOT_FAILED
    assert stored(notice).status == "sent"


def forged(notice: Notification) -> list[str]:
    real = path_of(notice)
    local, _at, domain = real.partition("@")
    other = return_path.address(Sent(Kind.NOTICE, uuid4())).partition("+")[2]
    return [
        "studs@vard.example",
        f"{local[:-5]}{'a' if local[-5] != 'a' else 'b'}{local[-4:]}@{domain}",
        f"studs+n{notice.id.hex}@{domain}",
        f"studs+n{'a' * 42}@{domain}",
        f"studs+o{local.partition('+')[2][1:]}@{domain}",
        f"studs+n{local.partition('+')[2][1:27]}{other[27:43]}@{domain}",
        "",
        "+@",
    ]


@pytest.mark.parametrize("number", range(8))
def test_a_forged_report_is_not_believed_whatever_else_it_holds(notice, number):
    to = forged(notice)[number]
    # Also with the real Message-ID and Return-Path inside, which a recipient has seen.
    raw = reports.POSTFIX.format(to=to, id=f"<{notice.id}@vardtrad>").encode()
    assert bounces.receive(raw) is Outcome.NOT_OURS
    assert stored(notice).status == "sent"


def test_the_return_path_of_another_installation_is_not_ours_and_that_of_an_earlier_key_is(notice, settings):
    raw = report(reports.POSTFIX, notice)
    earlier, settings.SECRET_KEY = settings.SECRET_KEY, "another-key-" + "x7Kq" * 10
    assert bounces.receive(raw) is Outcome.NOT_OURS
    settings.SECRET_KEY_FALLBACKS = [earlier]
    assert bounces.receive(raw) is Outcome.NOTED


def test_a_report_whose_address_has_come_in_capitals_or_beside_the_message_is_understood(notice):
    raw = reports.POSTFIX.format(to="postmaster@vard.example", id="<x@y>").encode()
    assert bounces.receive(raw) is Outcome.NOT_OURS
    assert bounces.receive(raw, path_of(notice).upper()) is Outcome.NOTED


NESTED = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n"
REPORT = b"To: {to}\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\n\n"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00" * 1_000,
        b"Content-Type: multipart/report; boundary=\n\n--",
        REPORT + b"--x\n\n" * 20_000,
        b"To: {to}\n" + b"".join(NESTED % (number, number) for number in range(2_000)),
        REPORT + b"--x\nContent-Type: message/delivery-status\n\n" + b"A" * 9**6,
        b"To: {to}\nContent-Type: message/delivery-status\n\nAction: failed\nStatus: 5.1.1\n",
    ],
)  # fmt: skip
def test_a_hostile_message_changes_nothing(notice, raw):
    assert bounces.receive(raw.replace(b"{to}", path_of(notice).encode())) in {Outcome.NOT_OURS, Outcome.NOT_FAILED}
    assert stored(notice).status == "sent"


def test_an_e_mail_with_a_code_that_comes_back_is_noted(alva):
    row = Outgoing.objects.create(
        channel=Channel.EMAIL, recipient_kind="resident", recipient_id=alva.person.id, status="sent",
        created=clock.now(), due=clock.now(), expires=clock.now(), sent=clock.now(),
    )  # fmt: skip
    to = return_path.address(Sent(Kind.OUTGOING, row.id))
    assert bounces.receive(reports.POSTFIX.format(to=to, id="<x@y>").encode()) is Outcome.NOTED
    assert Outgoing.objects.get().status == "failed"


def test_the_worker_empties_the_maildir_and_leaves_what_is_too_early(notice, alva, tmp_path, settings):
    box = maildirs.Maildir(tmp_path / "studs", create=True)
    settings.BOUNCE_MAILDIR = str(tmp_path / "studs")
    waiting = Notification.objects.create(
        label="case", key=uuid4(), move="answer", party="resident", recipient_kind="resident", recipient_id=uuid4(),
        created=clock.now(), due=clock.now(),
    )  # fmt: skip
    for raw in (
        report(reports.POSTFIX, notice),
        report(reports.EXIM, waiting),
        b"Subject: skr\xc3\xa4p\n\nK\xc3\xb6p!",
    ):
        box.add(raw)
    assert bounces.round_of_maildir(threading.Event()) == 2
    assert stored(notice).status == "bounced"
    assert len(box) == 1
    Notification.objects.filter(pk=waiting.pk).update(status="sent", sent=clock.now())
    assert bounces.round_of_maildir(threading.Event()) == 1
    assert len(box) == 0
    assert stored(waiting).status == "bounced"


def test_a_file_that_cannot_be_read_and_what_is_too_early_hold_up_no_other(
    notice, alva, tmp_path, settings, monkeypatch, caplog
):
    box = maildirs.Maildir(tmp_path / "studs", create=True)
    settings.BOUNCE_MAILDIR = str(tmp_path / "studs")
    monkeypatch.setattr(bounces, "BATCH", 2)
    for _number in range(3):
        box.add(report(reports.EXIM, waiting_notice(alva)))
    for name in ("a", "z"):
        (tmp_path / "studs" / "new" / name).symlink_to(name)  # a link to itself: it is there, and cannot be read
    box.add(report(reports.POSTFIX, notice))
    with caplog.at_level("WARNING"):
        for _round in range(3):
            bounces.round_of_maildir(threading.Event())
    assert stored(notice).status == "bounced"
    assert len(list(box.iterkeys())) == 5
    assert caplog.text.count("cannot be read or removed") == 1, "it is told, and not every second"


def test_a_maildir_that_is_not_there_is_told_of_and_looked_for_again(notice, tmp_path, settings, caplog):
    settings.BOUNCE_MAILDIR = str(tmp_path / "studs")
    with caplog.at_level("WARNING"):
        for _round in range(3):
            assert bounces.round_of_maildir(threading.Event()) == 0
    assert caplog.text.count("VARDTRAD_BOUNCE_MAILDIR") == 1
    box = maildirs.Maildir(tmp_path / "studs", create=True)
    box.add(report(reports.POSTFIX, notice))
    assert bounces.round_of_maildir(threading.Event()) == 1


def test_the_command_takes_a_message_from_standard_input_and_asks_the_mail_server_to_wait(
    notice, monkeypatch, capsys, tmp_path
):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(report(reports.EXCHANGE, notice))))
    assert take_in([], "") == 0
    assert capsys.readouterr().out == "noterat: kom inte fram\n"
    Notification.objects.filter(pk=notice.pk).update(status="waiting")
    file = tmp_path / "retur.eml"
    file.write_bytes(report(reports.EXCHANGE, notice))
    assert take_in([file], path_of(notice)) == 75


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("studs@vard.example", True), ("studs@mottagning.vård.example", True), ("Studs@vard.example", False),
        ("studs+a@vard.example", False), ("studs", False), ("studs@", False), ("studs@vard", False),
        ("@vard.example", False),
        ("en-alldeles-for-lang-adress@vard.example", False), ("studs@vard.example\nBcc: x@y.example", False),
        ("stu ds@vard.example", False), ("studs@a@vard.example", False),
    ],
)  # fmt: skip
def test_the_address_in_the_settings_is_one_that_return_paths_can_be_made_of(address, good):
    assert is_return_address(address) is good


def test_without_the_setting_nothing_is_different(alva, settings):
    settings.BOUNCE_ADDRESS = ""
    assert return_path.headers_and_sender(Sent(Kind.NOTICE, uuid4()))[1] is None
