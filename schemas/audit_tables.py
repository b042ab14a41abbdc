"""Seals over the audit: what it said up to a row, so that a later change is noticed."""

from sqlalchemy import Column, Integer, Table

from schemas.raw_bytes import Bytes
from schemas.table_metadata import metadata
from schemas.utc import UtcDateTime

audit_seals = Table(
    "audit_seals",
    metadata,
    Column("last_id", Integer, primary_key=True, autoincrement=False),
    Column("rows", Integer, nullable=False),
    Column("sealed_at", UtcDateTime, nullable=False),
    Column("seal", Bytes(32), nullable=False),
)
"""A keyed hash over the seal before and every row after that one's ``last_id``, up to this one.

Whoever can write the database but has no HMAC key can make none that fits.
"""
