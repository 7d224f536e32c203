"""What the page of a thing shows by its type, before all that is stated about it."""
