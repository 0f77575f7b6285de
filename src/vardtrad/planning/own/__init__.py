"""The person's own pages about the plan: the meeting, the plan in plain words, what the person does (B-23, B-42)."""
