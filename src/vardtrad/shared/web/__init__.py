"""What all pages stand on: base pages, components, forms, errors and the headers of every answer."""
