"""Publishing a schedule, its versions, and going back to one."""
