"""A document as a value, and its two renderings, HTML and PDF; what is in it was released elsewhere."""
