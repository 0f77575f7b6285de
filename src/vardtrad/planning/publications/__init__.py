"""The history of a plan: its published versions and the events during the stay."""
