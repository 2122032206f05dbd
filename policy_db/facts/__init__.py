"""What the assistant can know about an enterprise: the catalogue of facts, their checks, and the reading of free text."""
