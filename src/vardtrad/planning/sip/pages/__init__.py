"""The page of an open SIP: how a seat looks at it, its forms, and what each step shows."""
