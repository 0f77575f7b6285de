from vardtrad.kernel.swedish import alphabetical


def test_the_last_letters_come_last_in_swedish_order() -> None:
    names = ["Öberg", "Åberg", "Zetterlund", "Ärlig", "Andersson", "ålund", "Ériksson", "Wiklund"]
    assert sorted(names, key=alphabetical) == [
        "Andersson",
        "Ériksson",
        "Wiklund",
        "Zetterlund",
        "Åberg",
        "ålund",
        "Ärlig",
        "Öberg",
    ]
