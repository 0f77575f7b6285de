"""A clinic's administration: its staff and their permissions today; its settings as they come."""
