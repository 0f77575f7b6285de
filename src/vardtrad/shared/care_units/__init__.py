"""Organisations, their care units and staff: who works where, with which permissions."""
