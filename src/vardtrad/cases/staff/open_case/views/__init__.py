"""The pages and the forms of an open case, as staff at a clinic see and press them."""
