"""What a plan has been through: the versions that were published of it, and what happened on the way."""
