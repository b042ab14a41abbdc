"""Answering a subject access request: all that is held about one reference."""
