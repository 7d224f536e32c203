"""The questions of the vocabulary as pages, tables and pictures."""
