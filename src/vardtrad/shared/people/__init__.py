"""People from the population register: residents and patients, their protection and how they want to be notified."""
