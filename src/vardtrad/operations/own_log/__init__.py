"""Vem har läst om mig: the access that there has been to a person's data, as the person reads it (B-19)."""
