"""The views of an open SVU: the page, what each step shows on it, and one view for each form."""
