"""What is due, for whoever looks: one list, made anew each time from what they may know; stored nowhere."""
