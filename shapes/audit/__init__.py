"""The SDG audit: which commitments serve which targets, who says so, on what evidence, how sure, and what is missing.

It is made of questions: those with a ``check`` in their header find, the others count and list.
"""
