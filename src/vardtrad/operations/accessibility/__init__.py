"""Faults of accessibility: anybody reports one, and the region's system administrator sees to them (lag 2018:1937)."""
