"""Somebody who has been asked about a case can listen to it at their own unit, and nowhere else (B-02, B-08)."""

from __future__ import annotations

import pytest

from vardtrad.cases.case.moves import consulting
from vardtrad.live.queries import Kind, Place, topic_for


@pytest.mark.req("B-02", "B-08")
def test_a_consulted_colleague_listens_at_their_own_unit(region, hugos_case, hugo, olle, petra) -> None:
    def listens(who, unit) -> bool:
        who.browser.open("/personal/mottagningar")
        cookies = {name: getattr(value, "value", value) for name, value in who.browser.cookies.items()}
        return topic_for(Kind.OPEN, hugos_case.id, cookies, Place(unit.id, "")) is not None

    assert not listens(olle, region.b)
    consulting.consult(hugo.actor, hugos_case.id, "Kan ni bedöma?", region.b)
    assert listens(olle, region.b)
    assert not listens(olle, region.a)
    assert not listens(petra, region.c)
    assert not listens(petra, region.b)
    assert listens(hugo, region.a)
