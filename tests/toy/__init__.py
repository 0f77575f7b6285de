"""A toy subject for the tests of the door: a plan between a ward and several units, with parts like an SVU's."""
