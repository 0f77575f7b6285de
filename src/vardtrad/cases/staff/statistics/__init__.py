"""Inflow and answer times, counted from the same rows as the lists (B-14, 002-007)."""
