"""Text messages over HTTP: a small shape that a gateway of any kind is easily put behind.

    POST <url>          {"id": "<uuid>", "to": "+46…", "from": "…", "text": "…"}, with Idempotency-Key: <uuid>
      200–299           {"id": "<the gateway's own name>"}; the same answer, and no second message, for the same id
      400, 404, 422     the message will never be taken, such as to a number that is nobody's
      429, 503          no more for a while
      anything else     not this time: it is tried again
    GET <url>/<name>    {"status": "delivered" | "failed" | "pending"}

Who we are is ``Authorization: Bearer <VARDTRAD_SMS_PASSWORD>``, or Basic where VARDTRAD_SMS_USER is given too.
"""

from __future__ import annotations

import base64
import http.client
import json
import socket
import ssl
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import quote

from vardtrad.kernel.sms_settings import Sms
from vardtrad.shared.notify.sms.gateway import DELIVERED, Away, Busy, Never, NotNow, Text

LONGEST = 64 * 1024
"""No answer is longer, in bytes."""
NEVER, TOO_MUCH = frozenset({400, 404, 422}), frozenset({429, 503})


class Http:
    """A gateway by HTTP: a connection for each question, nothing followed to another address."""

    asks = True

    def __init__(self, sms: Sms) -> None:
        self._sms = sms
        self._path = sms.url.path.rstrip("/")

    def send(self, text: Text) -> Sequence[str]:
        """Hand over a message; what the gateway calls it. Raises NotNow, Busy or Never."""
        content = {"id": str(text.key), "to": text.number, "from": self._sms.sender, "text": text.words}
        status, answer = self._answer("POST", self._path or "/", content, {"Idempotency-Key": str(text.key)})
        if status in NEVER:
            raise Never(f"the gateway refused the message ({status})")
        if not 200 <= status < 300:
            raise NotNow(f"the gateway answered {status}")
        name = answer.get("id")
        return [name] if isinstance(name, str) else []

    def listen(self) -> None:
        """Nothing comes by itself."""

    def ask(self, gateway_id: str) -> str:
        """The state of a message in the words of SMPP; empty when nothing final is known. Raises NotNow."""
        status, answer = self._answer("GET", f"{self._path}/{quote(gateway_id, safe='')}", None, {})
        if not 200 <= status < 300:
            raise NotNow(f"the gateway answered {status}")
        return {"delivered": DELIVERED, "failed": "UNDELIV"}.get(str(answer.get("status")), "")

    def close(self) -> None:
        """No connection is kept."""

    def _answer(
        self, method: str, path: str, content: Mapping[str, str] | None, headers: Mapping[str, str]
    ) -> tuple[int, dict[str, Any]]:
        """The status, and the answer where it is a JSON object. Raises Busy; Away, at the latest when time is out."""
        body = None if content is None else json.dumps(content).encode()
        connection = self._connection()
        ends: threading.Timer | None = None
        try:
            connection.connect()
            # A socket's limit begins anew with every byte: a gateway that sends one now and then is cut off.
            ends = threading.Timer(self._sms.seconds, _cut, [connection.sock])
            ends.daemon = True
            ends.start()
            connection.request(method, path, body, {**self._headers(), **headers})
            with connection.getresponse() as response:
                said = response.read(LONGEST + 1)
                cut_short = len(said) <= LONGEST and bool(response.length)
        except ssl.SSLCertVerificationError as error:
            raise Away(f"the gateway's certificate: {error.verify_message}") from None
        except (OSError, http.client.HTTPException) as error:
            raise Away(f"the gateway could not be reached ({type(error).__name__})") from None
        finally:
            if ends is not None:
                ends.cancel()
            connection.close()
        if cut_short or len(said) > LONGEST:
            raise Away("the gateway's answer did not come to an end")
        try:
            answer = json.loads(said)
        except ValueError:
            answer = None
        if response.status in TOO_MUCH:
            raise Busy(f"the gateway wants no more for now ({response.status})")
        return response.status, answer if isinstance(answer, dict) else {}

    def _connection(self) -> http.client.HTTPConnection:
        host, port = self._sms.url.hostname or "", self._sms.url.port
        if self._sms.url.scheme == "http":
            return http.client.HTTPConnection(host, port, timeout=self._sms.seconds)
        context = ssl.create_default_context(cafile=self._sms.authorities or None)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return http.client.HTTPSConnection(host, port, timeout=self._sms.seconds, context=context)

    def _headers(self) -> dict[str, str]:
        proof = f"Bearer {self._sms.password}"
        if self._sms.user:
            pair = base64.b64encode(f"{self._sms.user}:{self._sms.password}".encode()).decode()
            proof = f"Basic {pair}"
        return {"Content-Type": "application/json", "Accept": "application/json", "Authorization": proof}


def _cut(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
