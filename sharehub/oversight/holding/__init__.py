"""Who holds what of a case: by which looks they came to it, and whether a recall reached them."""
