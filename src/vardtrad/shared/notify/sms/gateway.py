"""What a gateway for text messages is, and whether the settings name one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.conf import settings

DELIVERED = "DELIVRD"
LOST = frozenset({"EXPIRED", "DELETED", "UNDELIV", "REJECTD"})
"""The final states of SMPP 3.4 (appendix B) in which no telephone has got the message."""

Receipt = Callable[[str, str], None]
"""Called with the gateway's name of a message and its state; when it has returned, the receipt is stored."""


class NotNow(Exception):
    """The gateway did not take the message this time; the words say why, without number or text."""


class Busy(NotNow):
    """The gateway wants no more for a while, whoever they are to."""


class Away(NotNow):
    """The gateway could not be reached, or the line broke: the others would fare no better just now."""


class Never(Exception):
    """The gateway will not take the message however often it is asked, such as to a number that is nobody's."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text message: its key, the same at every try, the number as E.164, and the words."""

    key: UUID
    number: str
    words: str


class Gateway(Protocol):
    """A line to whoever delivers text messages. Not to be shared between threads."""

    @property
    def asks(self) -> bool:
        """Whether receipts must be asked for, message by message (``ask``), since none come by themselves."""
        ...

    def send(self, text: Text) -> Sequence[str]:
        """Hand over a message; what the gateway calls it, or each part of it. Raises NotNow (Busy, Away) or Never."""
        ...

    def listen(self) -> None:
        """Take in the receipts that have come by now, and keep the line open. Raises NotNow."""
        ...

    def ask(self, gateway_id: str) -> str:
        """The state of a message; empty when nothing final is known. Raises NotNow."""
        ...

    def close(self) -> None:
        """Hang up; nothing is raised, and the next use opens the line again."""
        ...


def available() -> bool:
    """Whether this installation can send text messages."""
    return bool(settings.SMS.url.scheme)
