"""Staff from the directories: more than one source, each answering for its own organisations (001-261)."""
