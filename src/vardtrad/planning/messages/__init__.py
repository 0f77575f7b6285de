"""Messages inside a shared plan, with or without acknowledgement."""
