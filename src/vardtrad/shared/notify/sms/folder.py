"""The demo's gateway: each text message becomes a file in a folder, and has always arrived."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vardtrad.kernel.sms_settings import Sms
from vardtrad.shared.notify.sms.gateway import DELIVERED, NotNow, Receipt, Text


class Folder:
    """Writes files named after the message's key, so that one that is sent again replaces itself."""

    asks = False

    def __init__(self, sms: Sms, receipt: Receipt) -> None:
        self._folder = Path(sms.url.path)
        self._receipt = receipt
        self._sent: list[str] = []

    def send(self, text: Text) -> Sequence[str]:
        """Write the message down. Raises NotNow when the folder cannot be written to."""
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            (self._folder / f"{text.key}.txt").write_text(f"Till: {text.number}\n\n{text.words}\n", encoding="utf-8")
        except OSError as error:
            raise NotNow(f"the folder cannot be written to ({type(error).__name__})") from None
        self._sent.append(str(text.key))
        return [str(text.key)]

    def listen(self) -> None:
        """Every message has arrived."""
        while self._sent:
            self._receipt(self._sent.pop(), DELIVERED)

    def ask(self, gateway_id: str) -> str:
        """Never needed: the receipts come by themselves."""
        return DELIVERED

    def close(self) -> None:
        """There is no line."""
