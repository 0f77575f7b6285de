"""A login is locked at the very moment when somebody logs in: whoever comes first, nobody stays inside."""

import threading

import pytest

from tests.toy.committed import PATIENCE, Background, Committed
from vardtrad.kernel.actors import system
from vardtrad.kernel.tables import Refused
from vardtrad.shared.login import actions, refusals
from vardtrad.shared.login.models import Session, World
from vardtrad.shared.login.providers import Proven
from vardtrad.shared.people.models import Person

ALVA = Proven(World.RESIDENT, "197712072391", 3, "test")


@pytest.fixture
def alva(committed):
    return Person.objects.create(identity=ALVA.subject, given_name="Alva", family_name="Alm")


def test_a_login_that_is_judged_when_the_lock_comes_is_ended(committed: Committed, alva, monkeypatch):
    judged, go_on = threading.Event(), threading.Event()
    why_not = refusals.why_not

    def slow(*given, **named):
        answer = why_not(*given, **named)
        judged.set()
        assert go_on.wait(PATIENCE)
        return answer

    monkeypatch.setattr(refusals, "why_not", slow)
    login = Background(lambda: actions.log_in(ALVA))
    assert judged.wait(PATIENCE)
    locking = Background(lambda: actions.lock(alva, system("testerna")))
    committed.await_waiting()
    go_on.set()
    assert isinstance(login.result(), str)
    assert locking.result() is None
    assert Session.objects.get().ended is not None


def test_a_login_that_comes_while_the_lock_is_made_is_refused(committed: Committed, alva, monkeypatch):
    begun, go_on = threading.Event(), threading.Event()
    end = actions._end_all_of

    def slow(person):
        begun.set()
        assert go_on.wait(PATIENCE)
        end(person)

    monkeypatch.setattr(actions, "_end_all_of", slow)
    locking = Background(lambda: actions.lock(alva, system("testerna")))
    assert begun.wait(PATIENCE)
    login = Background(lambda: actions.log_in(ALVA))
    committed.await_waiting()
    go_on.set()
    assert locking.result() is None
    refused = login.result()
    assert isinstance(refused, Refused)
    assert "spärrad" in refused.sentence
    assert not Session.objects.exists()
