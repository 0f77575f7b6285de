"""The today board of a unit: who is ready, who goes home today, and what waits for whom (B-26)."""
