"""Asking for a SIP: a person or a proxy asks a unit, which answers yes or no in time (B-52)."""
