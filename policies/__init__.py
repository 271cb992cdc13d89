"""What may this reader have, and why? A pure library: policy documents in, decisions out."""
