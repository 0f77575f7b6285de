"""The SIP part of a unit's today board: meetings, calls, approvals and follow-ups (B-26, B-49)."""
