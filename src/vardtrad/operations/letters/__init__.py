"""Brev: the queue of letters that a clinic prints, and what a print service fetches."""
