"""Danger signs (varningstecken): what a clinic asks before a case is written, and what was confirmed (B-39, ADR 48)."""
