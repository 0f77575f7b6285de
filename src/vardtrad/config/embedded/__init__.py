"""Servers of our own for the demo and the tests: PostgreSQL and ClamAV."""
