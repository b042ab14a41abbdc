"""Time passes: deadlines, rules, the sweep, wording, the outbox and the channels."""
