"""The residents' pages: start and inbox, writing and reading a case, drafts, listing."""
