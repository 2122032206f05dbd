"""The ways in which people reach the assistant."""
