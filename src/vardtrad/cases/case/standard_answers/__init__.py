"""Standard answers (färdiga svarsalternativ): those of a clinic and those of one member of its staff."""
