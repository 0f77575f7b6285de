"""Skicka ärende: a clinic chooses a template and recipients, and sends a case."""
