"""The board: pages for people, made on the server from the database, without a line of script."""
