"""What all shared plans stand on: the plan itself, who takes part, what each has confirmed, and who may read."""
