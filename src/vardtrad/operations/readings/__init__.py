"""Utomstående läsningar: what log reviewers see of the readings of plans from outside."""
