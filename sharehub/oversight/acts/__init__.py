"""Acts and looks, as the log and units' portions of decisions have them."""
