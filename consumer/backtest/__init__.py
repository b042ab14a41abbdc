"""The back-test of a policy: stored cases lived through again under other limits."""
