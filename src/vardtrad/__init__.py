"""Vårdtråd: one thread of care between residents, clinics, hospitals and municipalities."""

__version__ = "0.1.0"
