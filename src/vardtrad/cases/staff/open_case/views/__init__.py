"""The pages and the forms of an open case for staff at a clinic."""
