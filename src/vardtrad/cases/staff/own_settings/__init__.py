"""Personliga inställningar: the name to go by, the signature, notices, shortcuts and the own substitute."""
