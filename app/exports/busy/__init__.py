"""When somebody's own calendar says that they are busy: fetched, read and bounded, in a process of its own."""
