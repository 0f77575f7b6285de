"""The work lists of a clinic: filters, search, saved views, export."""
