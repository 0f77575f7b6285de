"""Planning: hospital, outpatient care and municipality bring a patient home together."""
