"""What both halves of the product are built on: people, care units, login, pages."""
