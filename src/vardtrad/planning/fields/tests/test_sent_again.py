"""A submit key is valid for a single input: another text with the same key is never reported as saved unless it is."""

from uuid import uuid4

import pytest

from tests.plans import Drive
from vardtrad.planning.fields.queries import values

MEAL, HOME = "kartlaggning.mat", "kartlaggning.onskemal_patient"


@pytest.mark.req("001-128")
def test_the_same_key_with_another_text_or_field_is_a_new_submission(planners):
    svu, vera, key = Drive(planners).published().assessing(), planners.staff["vera"], str(uuid4())
    address = f"{vera.base}svu/{svu.key}/falt/kartlaggning/spara"

    def save(path, value, revision):
        sent = {"path": path, "value": value, "revision": revision, "submit_key": key}
        return vera.browser.post(address, sent, headers={"Accept": "application/json"})

    assert save(MEAL, "Äter själv.", 0).status_code == 200
    assert save(MEAL, "Äter själv.", 0).status_code == 200
    assert values(svu.key)[MEAL].revision == 1
    assert save(MEAL, "Äter med hjälp.", 1).status_code == 200
    assert values(svu.key)[MEAL].value == "Äter med hjälp."
    assert save(HOME, "Vill hem.", 0).status_code == 200
    assert values(svu.key)[HOME].value == "Vill hem."
    assert save(MEAL, "Vet inte.", 1).status_code == 409
