"""A clinic's administration: its staff and their permissions, and the rule engine of an organisation."""
