"""The steps of an SVU that the ward publishes: Inskrivning, Tid för utskrivning, Utskrivning, and the events."""
