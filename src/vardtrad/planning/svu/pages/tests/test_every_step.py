"""The page of an open SVU names, in one place, what each step shows."""

from vardtrad.planning.svu.pages.views.page import CONTENTS, TEMPLATES
from vardtrad.planning.svu.rules import Step


def test_every_step_has_its_template_and_what_the_template_needs():
    assert set(CONTENTS) == set(TEMPLATES) == set(Step)
