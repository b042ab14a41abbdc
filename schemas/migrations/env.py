"""What Alembic runs around the steps: on the connection it is given, in that transaction.

`schemas.migrating` is the only way in. It owns the engine, the transaction and the lock, and
nobody's logging is touched.
"""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    # Our SQLite transactions hold DDL too: the driver begins and commits nothing on its own.
    transactional_ddl=True,
    # What SQLite cannot alter is rebuilt: steps say `batch_alter_table` on either database.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
