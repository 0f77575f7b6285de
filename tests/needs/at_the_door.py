"""Scenes at the door: a thing brought to the start of a row, the verb that makes the move, and what spoils each need.

The door gathers the facts itself; ``Judged`` only looks on. A scene says for each need how the world, or what is given,
is changed so that this need alone fails.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.needs.oracle import Oracle
from vardtrad.gate.models import Trace, Version
from vardtrad.kernel.tables import Reason, Refused, Rule, Table

Stage = Any
"""What a scene plays on: a Drive through an SVU, or the people of the clinics' half."""


@dataclass(frozen=True)
class Spoiled:
    """One way to spoil a scene: ``instead`` of its beginning, ``after`` its beginning, or by what is ``given``.

    A value of ``given`` that can be called is called with the stage.
    """

    given: dict[str, Any] = field(default_factory=dict)
    after: Callable[[Stage], object] | None = None
    instead: Callable[[Stage], object] | None = None


def given(**changed: Any) -> Spoiled:
    """Something else is given."""
    return Spoiled(changed)


def after(happened: Callable[[Stage], object], **changed: Any) -> Spoiled:
    """Something has happened since."""
    return Spoiled(changed, after=happened)


def instead(began: Callable[[Stage], object], **changed: Any) -> Spoiled:
    """It has begun in another way."""
    return Spoiled(changed, instead=began)


@dataclass(frozen=True)
class Scene:
    """A row of a table as somebody plays it: ``begin`` brings the thing to where it starts, ``act`` is the verb."""

    table: str
    move: str
    start: str
    act: Callable[..., object]
    begin: Callable[[Stage], object] = lambda stage: None
    spoiled: dict[str, Spoiled] = field(default_factory=dict)

    def play(self, stage: Stage, spoiled: Spoiled | None = None) -> Callable[[], object]:
        """Bring the stage to the last step, which is returned to be taken."""
        how = spoiled or Spoiled()
        (how.instead or self.begin)(stage)
        if how.after is not None:
            how.after(stage)
        changed = {name: value(stage) if callable(value) else value for name, value in how.given.items()}
        return lambda: self.act(stage, **changed)


class Judged:
    """Looks on while tables judge: which row was found, and the facts that the door had gathered for its needs."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rule: Rule[Any] | None = None
        self.facts: Any = None
        judge = Table.judge

        def look_on(table: Table[Any], move: str, **asked: Any) -> Rule[Any]:
            self.rule, self.facts, gather = table.find(move, asked["state"]), None, asked["facts"]

            def facts() -> Any:
                self.facts = gather()
                return self.facts

            return judge(table, move, **asked | {"facts": facts})

        monkeypatch.setattr(Table, "judge", look_on)

    @property
    def failing(self) -> list[str]:
        """The sentences of all needs of the row that fail on the facts that the door gathered."""
        assert self.rule is not None
        return [sentence for need in self.rule.needs if (sentence := need.refusal(self.facts)) is not None]


def whole(scenes: Sequence[Scene]) -> list[Any]:
    """The scenes as parameters of a test."""
    return [pytest.param(scene, id=_name(scene)) for scene in scenes]


def spoiled(scenes: Sequence[Scene]) -> list[Any]:
    """Each scene with each of its needs that can be spoiled, as parameters of a test."""
    return [
        pytest.param(scene, need, id=f"{_name(scene)}-{need.replace(' ', '_')}")
        for scene in scenes
        for need in scene.spoiled
    ]


def _name(scene: Scene) -> str:
    return f"{scene.table}-{scene.move}-{scene.start or 'nowhere'}"


def made(scene: Scene, stage: Stage, oracle: Oracle, monkeypatch: pytest.MonkeyPatch) -> None:
    """Play a scene unspoiled. Raises AssertionError unless the move is made by its row, with no need failing."""
    act = scene.play(stage)
    judged = Judged(monkeypatch)
    act()
    assert judged.rule is oracle.row(scene.move, scene.start)
    assert judged.failing == []


def refused(scene: Scene, need: str, stage: Stage, oracle: Oracle, monkeypatch: pytest.MonkeyPatch) -> str:
    """Play a scene in which one need is spoiled; the sentence with which the move is refused.

    Raises AssertionError unless this need alone fails, nothing changes, and the refusal leaves a trace.
    """
    act = scene.play(stage, scene.spoiled[need])
    judged = Judged(monkeypatch)
    before, refusals = Version.objects.count(), Trace.objects.filter(outcome="refused").count()
    with pytest.raises(Refused) as refusal:
        act()
    assert judged.rule is oracle.row(scene.move, scene.start)
    assert judged.failing == [refusal.value.sentence]
    assert refusal.value.reason is Reason.NEED
    assert Version.objects.count() == before
    assert Trace.objects.filter(outcome="refused").count() == refusals + 1
    return refusal.value.sentence


def says(sentence: str, oracle: Oracle, need: str, own_words: Mapping[str, str]) -> bool:
    """Whether a sentence is a need's: by its own words, or by those of one of the ways to break it.

    Words after a colon, of a duty and of a party depend on the facts. ``own_words``: what stands in sentences that
    the facts bring with them, name somebody, or count.
    """
    name = need.split()[0]
    ways = [way.words.split(":")[0].removesuffix("kvittera").removesuffix("kommunen") for way in oracle.breaks[name]]
    return any(words in sentence for words in ([own_words[name]] if name in own_words else ways))


def without_a_scene(scenes: Sequence[Scene], oracles: Mapping[str, Oracle]) -> set[tuple[str, str, str]]:
    """The table, move and need of each need of a row that no scene spoils."""
    played: dict[tuple[str, str, str], set[str]] = {}
    for scene in scenes:
        needs = {need.split()[0] for need in scene.spoiled}
        played.setdefault((scene.table, scene.move, scene.start), set()).update(needs)
    return {
        (table, move, need)
        for table, oracle in oracles.items()
        for (move, start), needs in oracle.rows.items()
        for need in set(needs.split()) - played.get((table, move, start), set())
    }
