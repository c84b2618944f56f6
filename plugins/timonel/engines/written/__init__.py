"""Hand-written pages: what they may ask of the base, and what of them may not stand in a site, above all of strangers'."""
