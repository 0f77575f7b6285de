"""The base of all pages: base templates, components, forms, errors and the headers of every response."""
