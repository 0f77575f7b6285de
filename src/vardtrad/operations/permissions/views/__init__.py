"""The pages of administrators: who may do what at a clinic, and the rule engine of an organisation."""
