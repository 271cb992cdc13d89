"""Who is acting in a request, on which hub, and that what is asked twice is done once."""
