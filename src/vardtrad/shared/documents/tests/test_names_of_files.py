"""What of a file's name is kept, and whose name is found in it."""

from __future__ import annotations

import pytest

from vardtrad.shared.documents import rules


@pytest.mark.parametrize(
    ("given", "kept"),
    [("../../etc/plan.pdf", "plan.pdf"), ("C:\\x\\plan.pdf", "plan.pdf"), ("pl\u202ean\x00.pdf", "plan.pdf")],
)
def test_a_name_is_only_a_name(given, kept):
    assert rules.safe_name(given) == kept


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a" * 146 + ".pdf", "a" * 146 + ".pdf"),
        ("a" * 147 + ".pdf", "a" * 146 + ".pdf"),
        ("a" * 151, "a" * 150),
        ("a." + "b" * 151, "a." + "b" * 148),
        ("a." + "b" * 149, "a." + "b" * 148),
    ],
)
def test_a_long_name_keeps_its_ending(given, kept):
    assert rules.safe_name(given) == kept


@pytest.mark.parametrize(
    ("name", "found"), [(("Bo", "Ek"), False), (("Eva", "Ek"), False), (("Eva", "Eka"), True), (("Elsa", "Ek"), True)]
)
def test_names_written_together_count_from_six_letters_on(name, found):
    assert rules.holds_name(f"se {''.join(name).lower()} plan", name) is found
    assert rules.holds_name(f"se {''.join(reversed(name)).lower()} plan", name) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("hemma hos Bo Ek i dag", True),
        ("hemma hos Ek, Bo i dag", True),
        ("hemma hos Bo vid Ek i dag", False),
        ("Bo Ek", True),
        ("Bo", False),
    ],
)
def test_names_as_short_as_words_count_side_by_side_wherever_they_stand(text, found):
    assert rules.holds_name(text, ("Bo", "Ek")) is found


@pytest.mark.parametrize(
    ("text", "number", "tells"),
    [
        ("Elsa Söderberg ringde.", "", True),
        ("Numret är 19771207-2391.", "", True),
        ("Reservnumret är K9900-77.", "K990077", True),
        ("Reservnumret är K9900-77.", "", False),
        ("Hon ringde i går.", "K990077", False),
    ],
)
def test_a_text_tells_who_it_is_about_by_a_name_or_by_a_number(text, number, tells):
    assert rules.tells_who(text, ("Elsa", "Söderberg"), number) is tells


def test_a_file_may_be_just_as_large_as_the_limit():
    assert rules.wrong_size(5_000_000, 5_000_000) is None
    assert rules.wrong_size(5_000_001, 5_000_000) == "Filen är för stor. Den får vara högst 5 MB."
    assert rules.wrong_size(0, 5_000_000) == "Filen är tom."


@pytest.mark.parametrize(("word", "found"), [("Söderberg", True), ("Söderbergs", True), ("Söderbergt", False)])
def test_a_name_counts_in_the_genitive_and_with_no_other_ending(word, found):
    assert rules.holds_name(f"Elsa {word} plan", ("Elsa", "Söderberg")) is found


@pytest.mark.parametrize(
    ("text", "found"), [("Eva hos Alms", True), ("Evas mor hos Alm", True), ("Eva hos Eks", False)]
)
def test_a_name_of_three_letters_counts_in_the_genitive_also_with_a_word_between(text, found):
    assert rules.holds_name(text, ("Eva", "Alm")) is found


@pytest.mark.parametrize("names", [(), ("Elsa",), ("", "Söderberg"), ("Elsa", "")])
def test_who_has_not_two_names_is_told_by_none(names):
    assert rules.holds_name("Elsa Söderberg", names) is False


@pytest.mark.parametrize(
    "particle",
    ["af", "al", "ben", "bin", "da", "de", "del", "den", "der", "di", "dos", "el", "la", "van", "von"],
)
def test_a_word_that_many_family_names_begin_with_is_nobodys_name(particle):
    assert rules.holds_name(f"Elsa {particle} Ek", ("Elsa", f"{particle} Söderberg")) is False
    assert rules.holds_name(f"Elsa {particle} Söderberg", ("Elsa", f"{particle} Söderberg")) is True
    # Unless it is all there is.
    assert rules.holds_name(f"Elsa {particle}", ("Elsa", particle)) is True
