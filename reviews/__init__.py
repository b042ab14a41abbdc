"""People look back: cohorts, delays and the joint-review pack."""
