"""What one unit asks of another by a day: about its work, or what would close a gap."""
