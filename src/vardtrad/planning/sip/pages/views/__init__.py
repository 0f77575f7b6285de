"""The views of an open SIP: the page, what each step shows on it, and one view for each form."""
