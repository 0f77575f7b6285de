"""Mitt kontaktkort: what those who give care should know of a person, asked once (B-40)."""
