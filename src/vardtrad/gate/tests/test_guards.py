from uuid import uuid4
from vardtrad.gate import guards
from tests.toy import verbs
def test_compare(db):
    assert guards.compare() == []
def test_begin(db):
    print(verbs.begin(verbs.member(uuid4()), "a"))
