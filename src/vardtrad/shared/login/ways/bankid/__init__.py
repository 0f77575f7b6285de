"""BankID directly, by its API for relying parties (6.0): orders, what the app says meanwhile, and the waiting page."""
