"""The live process: tells open pages that something has changed, never what."""
