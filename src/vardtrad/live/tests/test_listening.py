"""Who may listen to what, what wakes them, and that only our own pages may read the stream."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import override_settings

from tests.people import Employee, Region, Resident, session_key
from vardtrad.cases.case.models import Case
from vardtrad.live import queries, watch
from vardtrad.live.queries import Kind, Topic
from vardtrad.shared.login.cookies import SESSIONS
from vardtrad.shared.login.models import World


def cookies(who: Resident | Employee) -> dict[str, str]:
    owner = who.person if isinstance(who, Resident) else who.staff
    world = World.RESIDENT if isinstance(who, Resident) else World.STAFF
    return {SESSIONS[world]: session_key(owner)}


@pytest.mark.req("B-02")
def test_a_case_can_be_listened_to_only_by_those_with_a_capacity_in_it(
    new_case: Case, alva: Resident, bo: Resident, rut: Employee, hugo: Employee, olle: Employee, petra: Employee
) -> None:
    heard = {
        name: queries.topic_for(Kind.CASE, new_case.id, cookies(who)) is not None
        for name, who in {
            "alva": alva, "bo": bo, "rut": rut, "hugo": hugo, "olle": olle, "petra": petra,
        }.items()
    }  # fmt: skip
    assert heard == {"alva": True, "bo": False, "rut": True, "hugo": False, "olle": False, "petra": False}


def test_a_missing_case_and_a_lapsed_session_hear_nothing(new_case: Case, alva: Resident, region: Region) -> None:
    assert queries.topic_for(Kind.CASE, region.a.id, cookies(alva)) is None
    assert queries.topic_for(Kind.CASE, new_case.id, {}) is None
    assert queries.topic_for(Kind.CASE, new_case.id, {SESSIONS[World.RESIDENT]: "gissat"}) is None
    assert queries.topic_for(Kind.CASE, None, cookies(alva)) is None


def test_a_clinic_can_be_listened_to_by_those_who_handle_cases_there(
    region: Region, rut: Employee, adam: Employee, greta: Employee, olle: Employee, alva: Resident
) -> None:
    def hears(who: Resident | Employee) -> bool:
        return queries.topic_for(Kind.CLINIC, region.a.id, cookies(who)) is not None

    assert [hears(who) for who in (rut, adam, greta, olle, alva)] == [True, False, False, False, False]


def test_the_inbox_is_always_the_listeners_own(alva: Resident, bo: Resident, rut: Employee) -> None:
    assert queries.topic_for(Kind.INBOX, bo.person.id, cookies(alva)) == Topic(Kind.INBOX, alva.person.id)
    assert queries.topic_for(Kind.INBOX, None, cookies(rut)) is None


def test_a_word_to_the_resident_changes_case_clinic_and_inbox_but_a_read_mark_does_not(
    new_case: Case, region: Region, alva: Resident, rut: Employee, django_assert_num_queries: Any
) -> None:
    from vardtrad.cases.case.moves import opening

    topics = [Topic(Kind.CASE, new_case.id), Topic(Kind.CLINIC, region.a.id), Topic(Kind.INBOX, alva.person.id)]
    before = queries.stands(topics)
    opening.mark_seen(rut.actor, new_case.id)
    assert queries.stands(topics) == before
    rut.does("partial_reply", new_case, "Vi har läst ditt ärende.")
    with django_assert_num_queries(3):
        after = queries.stands(topics)
    assert all(after[topic] != before[topic] for topic in topics)


def test_a_clinic_without_cases_has_the_value_zero(region: Region) -> None:
    topic = Topic(Kind.CLINIC, region.b.id)
    assert queries.stands([topic]) == {topic: ""}


def test_the_watch_wakes_only_those_whom_it_concerns(monkeypatch: pytest.MonkeyPatch, region: Region) -> None:
    values = {"a": 1}
    mine, other = Topic(Kind.CASE, region.a.id), Topic(Kind.CASE, region.b.id)

    async def ask(function: Any, topics: list[Topic]) -> dict[Topic, str]:
        return {topic: str(values["a"]) if topic == mine else "always" for topic in topics}

    monkeypatch.setattr(watch, "ask", ask)
    monkeypatch.setattr(watch, "PAUSE", 0.01)

    async def scene() -> tuple[bool, bool]:
        watching = watch.Watch()
        changed, still = watching.listen(mine), watching.listen(other)
        await asyncio.sleep(0.05)
        assert not changed.is_set()  # the first look only learns the present value
        values["a"] = 2
        await asyncio.wait_for(changed.wait(), timeout=20)
        outcome = changed.is_set(), still.is_set()
        watching.leave(mine, changed)
        watching.leave(other, still)
        assert watching._task is not None
        await asyncio.wait_for(watching._task, timeout=20)  # sleeps when nobody listens
        return outcome

    assert asyncio.run(scene()) == (True, False)


def test_a_page_is_not_told_of_changes_that_it_already_shows(monkeypatch: pytest.MonkeyPatch, region: Region) -> None:
    """A user's own change, when somebody else listened before: the next page shows it already, so it is not told."""
    value = {"now": 1}
    topic = Topic(Kind.CASE, region.a.id)

    async def ask(function: Any, topics: list[Topic]) -> dict[Topic, str]:
        return dict.fromkeys(topics, str(value["now"]))

    monkeypatch.setattr(watch, "ask", ask)
    monkeypatch.setattr(watch, "PAUSE", 0.05)

    async def scene() -> tuple[bool, bool, bool]:
        watching = watch.Watch()
        colleague = watching.listen(topic)
        await asyncio.sleep(0.08)
        value["now"] = 2
        mine = watching.listen(topic)
        await asyncio.wait_for(colleague.wait(), timeout=20)
        told_at_once = mine.is_set()
        value["now"] = 3
        await asyncio.wait_for(mine.wait(), timeout=20)
        outcome = colleague.is_set(), told_at_once, mine.is_set()
        for listener in (colleague, mine):
            watching.leave(topic, listener)
        await asyncio.sleep(0.1)
        return outcome

    assert asyncio.run(scene()) == (True, False, True)


@override_settings(PUBLIC_URL="https://vard.example")
def test_only_our_own_pages_may_read_the_stream() -> None:
    from vardtrad.live import asgi

    def allowed(origin: str) -> bytes | None:
        return dict(asgi._headers({"origin": origin} if origin else {}, b"text/event-stream")).get(
            b"access-control-allow-origin"
        )

    assert allowed("https://vard.example") == b"https://vard.example"
    assert allowed("https://vard.example.evil.example") is None
    assert allowed("null") is None
    assert allowed("") is None


@override_settings(PUBLIC_URL="http://localhost:8000")
def test_on_a_developers_machine_every_name_of_it_is_accepted() -> None:
    from vardtrad.live import asgi

    assert asgi._is_ours("http://localhost:8000")
    assert asgi._is_ours("http://127.0.0.1:8000")
    assert asgi._is_ours("http://[::1]:8000")
    assert not asgi._is_ours("http://[::1]:9000")
    assert not asgi._is_ours("http://[::1:8000")
    assert not asgi._is_ours("http://127.0.0.1:9000")
    assert not asgi._is_ours("http://ond.example:8000")
    assert not asgi._is_ours("http://localhost:x")
    assert not asgi._is_ours("")


def test_a_stream_ends_when_its_reader_may_listen_to_something_else_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """As when ombudsläget ends in a parent's session: the cookies are good, but for the parent's own inbox."""
    from vardtrad.live import asgi

    child, parent = uuid4(), uuid4()
    answers = [Topic(Kind.INBOX, parent), Topic(Kind.INBOX, child), Topic(Kind.INBOX, child)]

    async def ask(function: Any, *args: Any) -> Any:
        if function is not queries.topic_for:
            return [parent]
        return answers.pop() if len(answers) > 1 else answers[0]

    async def send(message: Any) -> None:
        return None

    async def receive() -> Any:
        await asyncio.Event().wait()

    async def story() -> None:
        scope = {"type": "http", "path": "/live/inkorg", "method": "GET", "headers": [(b"cookie", b"who=x")]}
        await asyncio.wait_for(asgi.application(scope, receive, send), 5)  # type: ignore[arg-type]

    class Quiet:
        """A watch that sees nothing change."""

        def listen(self, topic: Topic) -> asyncio.Event:
            return asyncio.Event()

        def leave(self, topic: Topic, changed: asyncio.Event) -> None:
            return None

    monkeypatch.setattr(asgi, "watch", Quiet())
    monkeypatch.setattr(asgi, "ask", ask)
    monkeypatch.setattr(asgi, "BEAT", 0.01)
    monkeypatch.setattr(asgi, "RECHECK", 0.0)
    asyncio.run(story())  # ends by itself
    assert len(answers) == 1


def test_nobody_holds_open_more_streams_than_a_day_of_work_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest is refused, with a sentence, until some are closed (ASVS 2.4.1)."""
    from vardtrad.live import asgi

    alva, bo = uuid4(), uuid4()
    statuses: list[int] = []
    bodies: list[bytes] = []

    async def ask(function: Any, *args: Any) -> Any:
        if function is queries.topic_for:
            return Topic(Kind.INBOX, alva)
        return [UUID(args[0]["who"])]

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])
        else:
            bodies.append(message["body"])

    async def story() -> list[int]:
        closed = asyncio.Event()

        async def stream(*args: Any) -> None:
            await closed.wait()

        monkeypatch.setattr(asgi, "_stream", stream)

        def opens(who: UUID) -> asyncio.Task[None]:
            headers = [(b"cookie", f"who={who}".encode())]
            scope = {"type": "http", "path": "/live/inkorg", "method": "GET", "headers": headers}
            return asyncio.create_task(asgi.application(scope, None, send))  # type: ignore[arg-type]

        streams = [opens(alva) for _page in range(3)] + [opens(bo)]
        for _turn in range(10):
            await asyncio.sleep(0)
        held_open = [stream.done() for stream in streams]
        closed.set()
        await asyncio.gather(*streams)
        await opens(alva)
        return held_open

    monkeypatch.setattr(asgi, "ask", ask)
    monkeypatch.setattr(asgi, "MOST", 2)
    assert asyncio.run(story()) == [False, False, True, False]
    assert statuses == [429]
    assert bodies == [asgi.TOO_MANY.encode()]
    assert not asgi._open


def test_streams_are_counted_for_whoever_is_logged_in(alva: Resident, rut: Employee) -> None:
    both = cookies(alva) | cookies(rut)
    assert queries.listeners(both) == [alva.person.id, rut.staff.id]
    assert queries.listeners({SESSIONS[World.STAFF]: "gissat"}) == []
