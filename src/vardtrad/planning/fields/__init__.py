"""Autosaved fields of a shared plan, each with its own revision and history."""
