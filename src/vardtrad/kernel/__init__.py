"""Pure Python that the whole house stands on: time, identity numbers, HSA-ids, keys, actors and tables."""
