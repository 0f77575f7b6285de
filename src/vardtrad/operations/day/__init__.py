"""Din dag: what waits for a member of staff today, in cases and in plans, on one page."""
