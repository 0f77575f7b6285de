"""What staff who plan together see before a plan is open: their seat, its start page, search and boards."""
