"""The steps from an older database to the present one, in `versions/`, a file a step.

A step is written out by hand and never changed once released: what it needs of `schemas.tables` it
says itself, since the tables move on. There is no way back but a backup.
"""
