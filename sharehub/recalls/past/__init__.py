"""What has been: which looks let something out of a case, and what was said about sharing it."""
