"""Standard answers (färdiga svarsalternativ): a clinic's and one's own are written and kept in the same way."""
