"""Information to the patient, consent or refusal, and the harm assessment when consent cannot be obtained."""
