"""How long what is held is kept, and what removes it then."""
