"""What the rows of the waiting list under the care guarantee need."""

from __future__ import annotations

from tests.needs.oracle import Oracle, breaks
from vardtrad.cases.waiting_list import rules

NOT_THAT_CODE = "inte den koden som gällde"
TOO_LONG = "1 tecken för lång. Högst"

WAITING_LIST = Oracle(
    table=rules.TABLE,
    rows={
        ("place", ""): "alive",
        ("offer", "hv"): "alive",
        ("offer", "p"): "alive",
        ("accept_visit", "hv"): "alive said_yes",
        ("accept_operation", "hv"): "alive said_yes",
        ("keep_waiting", "hv"): "alive said_no",
        ("remove", "hv"): "answered_or_spoken why_removed",
        ("contact", "hv"): "whole_contact note_fits next_try",
        ("back_to_hv", "hvny"): "was_hv some_reason",
        ("back_to_hvny", "removed"): "was_hvny some_reason",
        ("back_to_hvop", "removed"): "was_hvop some_reason",
        ("back_to_p", "hv"): "was_p some_reason",
        ("inform", "hvny"): "alive provider some_text",
        ("add_document", "hvny"): "not_posted document_kind few_documents",
        ("leave_out", "hvny"): "not_posted included",
        ("post", "hvny"): "informed not_posted whole",
    },
    good=rules.EntryFacts(
        alive=True, answer="unclear", spoken=True, reason="Fel kod.", note="Har talat.", outcome="reached",
        days_to_next=60, text="Hej!", provider="Provkliniken", informed=True, posted=False,
        document_kind="record", documents=9, included=True, whole=True,
    ),
    better={
        "back_to_hv": {"before": "hv"},
        "back_to_hvny": {"before": "hvny"},
        "back_to_hvop": {"before": "hvop"},
        "back_to_p": {"before": "p"},
    },
    breaks={
        "alive": breaks("har avlidit", alive=False),
        "said_yes": (
            *breaks("har inte svarat ja", answer=""),
            *breaks("har inte svarat ja", answer="nej"),
            *breaks("har inte svarat ja", answer="nej_no_care"),
        ),
        "said_no": (
            *breaks("har inte svarat nej", answer=""),
            *breaks("har inte svarat nej", answer="ja"),
        ),
        "answered_or_spoken": breaks("Ingen får tas bort från väntelistan", answer="", spoken=False),
        "why_removed": (
            *breaks("Skriv varför.", reason=" \n"),
            *breaks("Skriv varför.", reason=" \n", answer="nej"),
            *breaks("Skriv varför.", reason=" \n", answer=""),
            *breaks(f"{TOO_LONG} 500", reason="x" * 501),
            *breaks(f"{TOO_LONG} 500", reason="x" * 501, answer="nej_no_care"),
            *breaks(f"{TOO_LONG} 500", reason="x" * 501, alive=False),
        ),
        "some_reason": (
            *breaks("Skriv varför.", reason=" \n"),
            *breaks(f"{TOO_LONG} 500", reason="x" * 501),
        ),
        "whole_contact": (
            *breaks("Välj hur det gick.", outcome=""),
            *breaks("Välj hur det gick.", outcome="asleep"),
            *breaks("Skriv vad ni kom fram till", note=" \n"),
            *breaks("Välj Nådd om invånaren har svarat", outcome="not_reached", told="ja"),
            *breaks("Välj Nådd om invånaren har svarat", outcome="wrong_number", told="nej"),
        ),
        "note_fits": breaks(f"{TOO_LONG} 1000", note="x" * 1001),
        "next_try": (
            *breaks("Välj vilken dag ni försöker igen", outcome="not_reached", days_to_next=None),
            *breaks("Välj en dag som inte har varit", days_to_next=-1),
            *breaks("Välj en dag inom 60 dagar", days_to_next=61),
        ),
        "was_hv": (*breaks(NOT_THAT_CODE, before=""), *breaks(NOT_THAT_CODE, before="p")),
        "was_hvny": (*breaks(NOT_THAT_CODE, before="hvop"), *breaks(NOT_THAT_CODE, before="hv")),
        "was_hvop": (*breaks(NOT_THAT_CODE, before="hvny"), *breaks(NOT_THAT_CODE, before="hv")),
        "was_p": (*breaks(NOT_THAT_CODE, before=""), *breaks(NOT_THAT_CODE, before="hvny")),
        "provider": breaks("Skriv vilken vårdgivare det blir", provider=" "),
        "some_text": (
            *breaks("Skriv ett meddelande.", text=" \n"),
            *breaks(f"{TOO_LONG} 4000", text="x" * 4001),
        ),
        "informed": breaks("inte lämnat besked om vårdgivare", informed=False),
        "document_kind": breaks("Välj vad det är för handling", document_kind=""),
        "few_documents": breaks("Högst 10 handlingar", documents=10),
        "included": breaks("redan borttagen", included=False),
        "whole": breaks("Lägg till det som saknas", whole=False),
        "not_posted": breaks("redan skickade", posted=True),
    },
)  # fmt: skip
