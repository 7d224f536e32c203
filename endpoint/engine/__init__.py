"""Queries evaluated: killable worker processes and what passes between them and the server."""
