"""The today board of a unit: who is ready, who goes home today, and who waits for what (B-26)."""
