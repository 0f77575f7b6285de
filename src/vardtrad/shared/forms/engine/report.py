"""What reading a form found: what happens with each element, and what is wrong with the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from vardtrad.shared.forms.engine import sentences


class Verdict(Enum):
    """What happens here with an element of somebody else's form. All of them are kept and exported."""

    USED = "used"
    KEPT = "kept"
    """It describes the form or serves other systems, and changes nothing for who fills it in."""
    UNSUPPORTED = "unsupported"
    """It would change something for who fills the form in and is not carried out, or is not known here at all."""


@dataclass(frozen=True, slots=True)
class Account:
    """An element of the Questionnaire by its path ("Questionnaire.item[0].text"), and what happens with it."""

    path: str
    verdict: Verdict
    name: str
    """The element's name or, for an extension, its address."""
    link_id: str = ""

    @property
    def sentence(self) -> str:
        """In Swedish, for who imports the form."""
        return sentences.ACCOUNTS[self.verdict.value]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with the form. One that ``hinders`` must be mended before anybody may fill it in."""

    rule: str
    path: str
    link_id: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    hinders: bool = True

    @property
    def template(self) -> str:
        """The Swedish sentence with its places for values: what is translated."""
        return sentences.FAULTS[self.rule]

    @property
    def sentence(self) -> str:
        """The sentence in Swedish."""
        return self.template % self.params


@dataclass(slots=True)
class Report:
    """Every element of the form once, in the order of the file, and its faults."""

    accounts: list[Account] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def usable(self) -> bool:
        """Whether people may fill the form in as it is."""
        return not any(fault.hinders for fault in self.faults)

    @property
    def unsupported(self) -> list[Account]:
        """What is not carried out, each named."""
        return [account for account in self.accounts if account.verdict is Verdict.UNSUPPORTED]


class Refused(ValueError):
    """The file is not read at all: it is no form, or one beyond all limits. Carries the faults that say why."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(fault.sentence for fault in faults))
        self.faults = faults
