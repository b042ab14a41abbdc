"""A pack as files: page, tables, manifest. What they say is made in `reviews.pack`."""
