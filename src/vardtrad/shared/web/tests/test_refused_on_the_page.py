"""Which refusals a page shows beside its form, and which take the page away."""

import pytest

from vardtrad.kernel.tables import Reason, Refused, not_there
from vardtrad.shared.web.refusals import sentence_to_show


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason is not Reason.NOT_THERE])
def test_a_reason_that_the_user_can_do_something_about_is_shown(reason):
    assert sentence_to_show(Refused(reason, "Skriv ett namn.")) == "Skriv ett namn."


def test_what_is_not_there_is_refused_once_more():
    gone = not_there()
    with pytest.raises(Refused) as caught:
        sentence_to_show(gone)
    assert caught.value is gone
