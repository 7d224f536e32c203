"""The releases of the service: what each holds, what changed between two, and where each is kept."""
