"""Validation of anyone's data over HTTP: a form, an API, and the processes that do it."""
