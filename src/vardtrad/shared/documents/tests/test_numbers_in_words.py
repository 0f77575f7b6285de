"""Identity numbers in the names and texts of files are found however they are written (001-241, B-30)."""

from __future__ import annotations

import pytest

from vardtrad.shared.documents import rules

ELSA = ("Elsa Maria", "Söderberg")
OWN = "194607287044"
SPELLINGS = [
    "194607287044", "19460728-7044", "4607287044", "460728-7044", "460728+7044", "460728 7044", "19460728 7044",
    "460728 - 7044", "460728–7044", "460728—7044", "460728−7044", "460728_7044", "460728.7044", "460728/7044",
    "1946-07-28-7044", "1946-07-28 7044", "1946 07 28 7044", "1946.07.28-7044", "1946/07/28 7044", "46-07-28-7044",
    "46 07 28 7044", "46.07.28.7044", "1946-0728-7044", "19 46 07 28 70 44", "460728 70 44", "460728-70-44",
    "4 6 0 7 2 8 7 0 4 4", "1 9 4 6 0 7 2 8 - 7 0 4 4", "4.6.0.7.2.8.7.0.4.4", "460728 nr 7044", "460728(7044)",
    "460728:7044", "４６０７２８７０４４", "46​0728­7044",
]  # fmt: skip


@pytest.mark.req("001-241", "B-30")
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_patients_own_number_is_found_however_it_is_written(spelling):
    assert len(SPELLINGS) == 34
    assert rules.personal_data("plan.pdf", f"Gäller {spelling}, se nedan.", ELSA, OWN)
    # A file's name has its slashes taken away before.
    assert rules.personal_data(f"{spelling.replace('/', ' ')} plan.png", "", ELSA, OWN)


@pytest.mark.req("001-241", "B-30")
@pytest.mark.parametrize("spelling", SPELLINGS[:23] + SPELLINGS[26:29])
def test_another_persons_number_is_found_by_how_it_looks(spelling):
    assert rules.holds_identity_number(f"Mannen har {spelling}.")


def test_a_reserve_number_of_the_patients_own_is_found():
    assert rules.holds_number_of("nr 2295-0606 fh 20", "22950606FH20")


@pytest.mark.parametrize(
    "text",
    [
        "Ring 0700-12 34 56 eller 08-123 45 67, 2026-11-28 kl. 13.00–14.30",
        "Blodtryck 140/80, 135/75, 128/70; puls 72 70 68 71",
        "Rum 4607, säng 28, telefon 704",
        "1 2 3 4 5 6 7 8 9 10 11 12 13",
    ],
)
def test_other_numbers_pass(text):
    assert not rules.tells_who(text, ELSA, OWN)


def test_a_part_of_the_own_number_passes():
    assert rules.holds_number_of("nr 460728-7044", OWN)
    assert not rules.holds_number_of("nr 60728-7044", OWN)
    assert not rules.holds_number_of("nr 460728-704", OWN)
    assert not rules.holds_number_of("nr 460728-7044", "")
