"""Text messages over SMPP 3.4, by smpplib: one line as a transceiver, over which receipts come back.

A receipt is stored before it is acknowledged, so that one that a killed worker had in hand comes again. smpplib speaks
the protocol, chooses between GSM 7-bit and UCS-2, and splits what is long; the line is our own: it bounds the time of
everything together, since a socket's limit begins anew with every byte, and checks the name in the certificate.
"""

from __future__ import annotations

import re
import select
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from smpplib import client, consts, exceptions, gsm
from typing_extensions import override

from vardtrad.kernel import clock
from vardtrad.kernel.sms_settings import Sms
from vardtrad.shared.notify.sms.gateway import Away, Busy, Never, NotNow, Receipt, Text

PORT, PORT_OF_TLS = 2775, 3550
QUIET = 30.0
"""After so many seconds without a word the gateway is asked whether it is there (enquire_link)."""
LONGEST = 64 * 1024
"""No PDU is longer, in bytes."""
STATES = {2: "DELIVRD", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 8: "REJECTD"}
"""The final values of the parameter message_state (SMPP 3.4, 5.2.28); the others may still change."""
NOT_THE_NUMBER = frozenset(
    {consts.SMPP_ESME_RINVDSTADR, consts.SMPP_ESME_RINVDSTTON, consts.SMPP_ESME_RINVDSTNPI, consts.SMPP_ESME_RINVMSGLEN}
)
"""Answers that stay the same however often one asks."""
TOO_MUCH = frozenset({consts.SMPP_ESME_RTHROTTLED, consts.SMPP_ESME_RMSGQFUL})
RECEIPT, KIND = 0x04, 0x3C
"""In esm_class of a deliver_sm (5.2.12): it is a receipt; and the bits that say what it is."""
INTERNATIONAL, ISDN, ALPHANUMERIC, UNKNOWN = 1, 1, 5, 0
_IN_TEXT = re.compile(rb"id:\s*(\S+).*?stat:\s*(\w+)", re.IGNORECASE | re.DOTALL)


class Line(client.Client):  # type: ignore[misc]
    """smpplib's client over a socket that is bounded in time, with the gateway's certificate checked."""

    _socket: Any

    def __init__(self, sms: Sms) -> None:
        tls = _trust(sms.authorities) if sms.url.scheme == "smpps" else None
        port = sms.url.port or (PORT_OF_TLS if tls else PORT)
        super().__init__(sms.url.hostname, port, sms.seconds, logger_name=__name__, allow_unknown_opt_params=True)
        # What is said on the line is somebody's number and a code: the library's own account of it is not wanted.
        self.logger.disabled = True
        self._tls = tls
        self._until = 0.0

    @override
    def connect(self) -> None:
        """Open the line. Raises OSError."""
        line = socket.create_connection((self.host, self.port), self.timeout)
        try:
            self._socket = self._tls.wrap_socket(line, server_hostname=self.host) if self._tls else line
        except OSError:
            line.close()
            raise
        self.state = consts.SMPP_CLIENT_STATE_OPEN

    def hang_up(self) -> None:
        """Let the line go, whatever state it is in."""
        socket_of_it, self._socket = self._socket, None
        if socket_of_it is not None:
            with suppress(OSError):
                socket_of_it.close()

    def say_goodbye(self) -> None:
        """Tell the gateway that the session ends; its answer is not waited for."""
        self._socket.settimeout(1)
        self.send_pdu(_pdu("unbind", self))

    def begin(self) -> None:
        """What is read from now on has the whole of the time limit together."""
        self._until = clock.stopwatch() + self.timeout

    @property
    def waits(self) -> bool:
        """Whether something has come that nobody has read."""
        if isinstance(self._socket, ssl.SSLSocket) and self._socket.pending():
            return True
        return bool(select.select([self._socket], [], [], 0)[0])

    @override
    def read_pdu(self) -> Any:
        """The next PDU. Raises OSError or smpplib's ConnectionError, also for what is no PDU."""
        try:
            return super().read_pdu()
        except (OSError, exceptions.ConnectionError):
            raise
        except Exception as error:
            # The library lets whatever its parsing stumbles over through: KeyError, struct.error, UnicodeDecodeError.
            raise exceptions.ConnectionError("the gateway sent what is no PDU") from error

    @override
    def _recv_exact(self, exact_size: int) -> bytes:
        """So many bytes. Raises ConnectionError when they are too many, and TimeoutError when time is out."""
        if not 0 <= exact_size <= LONGEST:
            raise exceptions.ConnectionError("a PDU of an impossible length")
        content = b""
        while len(content) < exact_size:
            left = self._until - clock.stopwatch()
            if left <= 0:
                raise TimeoutError
            self._socket.settimeout(left)
            part = self._socket.recv(exact_size - len(content))
            if not part:
                raise exceptions.ConnectionError("the gateway hung up")
            content += part
        return content


class Smpp:
    """A gateway by SMPP; the line is opened when it is first needed, and again after every fault."""

    asks = False

    def __init__(self, sms: Sms, receipt: Receipt) -> None:
        self._sms, self._receipt = sms, receipt
        self._line: Line | None = None
        self._heard = 0.0
        self._asked = False

    def send(self, text: Text) -> Sequence[str]:
        """Hand over a message, part by part; what the gateway calls each. Raises NotNow, Busy or Never."""
        parts, coding, esm_class = gsm.make_parts(text.words)
        names = []
        try:
            line = self._bound()
            for part in parts:
                line.begin()
                names.append(self._submitted(line, self._fields(text.number, part, coding, esm_class)))
        except (Busy, Never):
            raise
        except (OSError, exceptions.ConnectionError, exceptions.PDUError, ValueError) as error:
            self.close()
            raise Away(_why(error)) from None
        return names

    def listen(self) -> None:
        """Take in the receipts that have come, and ask a silent gateway whether it is there. Raises NotNow."""
        try:
            line = self._bound()
            while line.waits:
                line.begin()
                self._answered(line, line.read_pdu())
            silent = clock.stopwatch() - self._heard
            if silent > QUIET + self._sms.seconds:
                raise exceptions.ConnectionError("the gateway has gone silent")
            if silent > QUIET and not self._asked:
                self._asked = True
                line.send_pdu(_pdu("enquire_link", line))
        except (OSError, exceptions.ConnectionError, exceptions.PDUError, ValueError) as error:
            self.close()
            raise Away(_why(error)) from None

    def ask(self, gateway_id: str) -> str:
        """Never needed: the receipts come by themselves."""
        return ""

    def close(self) -> None:
        """Say goodbye if the line is there, and let it go."""
        line, self._line = self._line, None
        if line is None:
            return
        with suppress(OSError, exceptions.ConnectionError, exceptions.PDUError):
            line.say_goodbye()
        line.hang_up()

    def _bound(self) -> Line:
        if self._line is None:
            line = Line(self._sms)
            line.connect()
            self._line = line
            line.begin()
            line.bind_transceiver(system_id=self._sms.user, password=self._sms.password)
            self._heard, self._asked = clock.stopwatch(), False
        return self._line

    def _fields(self, number: str, part: bytes, coding: int, esm_class: int) -> dict[str, Any]:
        by_name = not self._sms.sender.lstrip("+").isdigit()
        return {
            "source_addr_ton": ALPHANUMERIC if by_name else INTERNATIONAL,
            "source_addr_npi": UNKNOWN if by_name else ISDN,
            "source_addr": self._sms.sender.lstrip("+"),
            "dest_addr_ton": INTERNATIONAL,
            "dest_addr_npi": ISDN,
            "destination_addr": number.lstrip("+"),
            "short_message": part,
            "data_coding": coding,
            "esm_class": esm_class,
            # A receipt whichever way it goes (5.2.17).
            "registered_delivery": 1,
        }

    def _submitted(self, line: Line, fields: dict[str, Any]) -> str:
        """Hand over a part, and wait for the answer to it. Raises Busy, Never or what ends the line."""
        sent = line.send_message(**fields)
        while True:
            pdu = line.read_pdu()
            if pdu.sequence == sent.sequence and pdu.command in {"submit_sm_resp", "generic_nack"}:
                break
            self._answered(line, pdu)
        self._heard = clock.stopwatch()
        if pdu.status in TOO_MUCH:
            raise Busy(f"the gateway wants no more for now (0x{pdu.status:08x})")
        if pdu.status in NOT_THE_NUMBER:
            raise Never(f"the gateway refused the number (0x{pdu.status:08x})")
        if pdu.status or pdu.command != "submit_sm_resp":
            raise NotNow(f"the gateway answered 0x{pdu.status:08x}")
        return _text(pdu.message_id or b"")

    def _answered(self, line: Line, pdu: Any) -> None:
        """Do what the gateway asks for on its own account: take a receipt, say that we are here."""
        self._heard, self._asked = clock.stopwatch(), False
        if pdu.command == "deliver_sm":
            named = _receipt_in(pdu)
            if named is not None:
                self._receipt(*named)
            answer = _pdu("deliver_sm_resp", line, status=consts.SMPP_ESME_ROK)
        elif pdu.command == "enquire_link":
            answer = _pdu("enquire_link_resp", line)
        elif pdu.command == "unbind":
            answer = _pdu("unbind_resp", line)
            answer.sequence = pdu.sequence
            line.send_pdu(answer)
            raise exceptions.ConnectionError("the gateway ends the session")
        else:
            return
        answer.sequence = pdu.sequence
        line.send_pdu(answer)


def _receipt_in(pdu: Any) -> tuple[str, str] | None:
    """The message that a receipt is about, and its final state; None for what is no receipt or not final."""
    if pdu.esm_class & KIND != RECEIPT:
        return None  # somebody has answered a text message: nobody reads it, and the sender's name says so
    name, state = _text(getattr(pdu, "receipted_message_id", b"") or b""), STATES.get(pdu.message_state or 0, "")
    written = _IN_TEXT.search(pdu.short_message or b"")
    if written is not None:
        name, state = name or _text(written[1]), state or _text(written[2]).upper()
    return (name, state) if name and state in STATES.values() else None


def _pdu(command: str, line: Line, **fields: Any) -> Any:
    from smpplib import smpp

    return smpp.make_pdu(command, client=line, **fields)


def _text(given: bytes | str) -> str:
    return given.decode("ascii", "replace") if isinstance(given, bytes) else given


def _trust(authorities: str) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=authorities or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _why(error: Exception) -> str:
    """Why the line did not work, without anything that was said on it."""
    if isinstance(error, exceptions.PDUError) and len(error.args) > 1:
        return f"the gateway answered 0x{error.args[1]:08x}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the gateway's certificate: {error.verify_message}"
    return f"the gateway could not be reached ({type(error).__name__})"
