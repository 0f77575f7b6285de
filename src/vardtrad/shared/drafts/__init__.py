"""Drafts: what somebody types is kept, per person, thing and text box, until it has been sent (B-04)."""
