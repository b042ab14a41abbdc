"""Messages arrive: sources, decoding, the fold into cases, ingest, metrics and the command line."""
