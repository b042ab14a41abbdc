"""The nouns and the arithmetic on them: messages, moments, clocks, policy, records, tables."""
