"""The ward's own steps of an SVU, on the plan's page: Inskrivning, Tid för utskrivning, Utskrivning."""
