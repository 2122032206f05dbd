"""Learning: how the model is judged, how corrected messages come into its training data, and what may replace it."""
