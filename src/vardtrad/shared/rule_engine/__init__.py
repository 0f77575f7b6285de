"""The rule engine's configuration: which role a position gives, and where new plans go by themselves."""
