"""The words records are written in: the closed lists, and the check on how a record is worded."""
