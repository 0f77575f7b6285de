"""The waiting list of the care guarantee: each patient's code, and how the patient was reached, until it is settled."""
