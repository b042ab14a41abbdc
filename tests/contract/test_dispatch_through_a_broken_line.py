"""The line to the database breaks while alerts are sent: what was accepted is not sent again."""

from collections.abc import Iterator

import pytest
from sqlalchemy.exc import DBAPIError

from alerts.channels import PermanentFailure, TemporaryFailure
from alerts.dispatch import Dispatch
from schemas.counts import DELIVERY, read_counts
from schemas.database import CommitUnknown, open_database
from schemas.migrating import prepared
from tests.contract.parcels import SATURDAY_NIGHT
from tests.contract.post_room import Post, Recorder, alert, routed_house
from tests.servers.database_proxy import Cut, DatabaseProxy
from tests.servers.postgresql import PostgreSQL

EACH_CUT = pytest.mark.parametrize("cut", list(Cut), ids=lambda cut: cut.name.lower())


@pytest.fixture
def proxy(postgresql_server: PostgreSQL) -> Iterator[DatabaseProxy]:
    with DatabaseProxy(postgresql_server.socket) as relay:
        yield relay


@pytest.fixture
def post(proxy: DatabaseProxy, postgresql_url: str) -> Iterator[Post]:
    database = prepared(open_database(proxy.url(postgresql_url)))
    yield Post(database=database, house=routed_house(), channels=[])
    database.close()


def dispatch(post: Post, channel: Recorder) -> Dispatch:
    return Dispatch(database=post.database, house=post.house, channels=[channel])


class Breaking(Recorder):
    """A channel that accepts, and behind which the line breaks."""

    proxy: DatabaseProxy
    cut: Cut | None

    def send(self, parcel: object) -> None:
        try:
            super().send(parcel)  # type: ignore[arg-type]
        finally:
            self.proxy.choose = lambda _: self.cut


def breaking(proxy: DatabaseProxy, cut: Cut, failure: Exception | None = None) -> Breaking:
    channel = Breaking("mail", failure=failure)
    channel.proxy, channel.cut = proxy, cut
    return channel


def turn_as_the_line_breaks(sender: Dispatch, post: Post, proxy: DatabaseProxy) -> None:
    """Take a turn whose last commit nobody answers, and mend the line."""
    with pytest.raises((CommitUnknown, DBAPIError)):
        sender.turn(post.now)
    proxy.choose = lambda _: None


@EACH_CUT
def test_what_was_accepted_is_marked_once_the_line_is_back_and_counted_once(
    post: Post, proxy: DatabaseProxy, cut: Cut
) -> None:
    post.raising(alert())
    mail = breaking(proxy, cut)
    sender = dispatch(post, mail)
    turn_as_the_line_breaks(sender, post, proxy)

    mail.cut = None
    sender.turn(post.now)

    assert len(mail.accepted) == len(post.rows("outbox_id")) == len(set(mail.addressed))
    assert set(post.rows("accepted_at", "leased_by")) == {(SATURDAY_NIGHT, None)}
    with post.database.read() as connection:
        counted = read_counts(connection, [DELIVERY])[DELIVERY]
    assert sum(n for (_, edge), n in counted.items() if edge != "sum") == len(mail.accepted)


@EACH_CUT
def test_a_refusal_counts_once_and_waits_as_long_as_any(
    post: Post, proxy: DatabaseProxy, cut: Cut
) -> None:
    post.raising(alert())
    mail = breaking(proxy, cut, TemporaryFailure("busy"))
    sender = dispatch(post, mail)
    turn_as_the_line_breaks(sender, post, proxy)
    mail.cut = None

    sender.turn(post.now)
    sender.turn(post.now)

    assert set(post.rows("failures", "leased_by")) == {(1, None)}
    assert mail.tried == len(post.rows("outbox_id"))


@EACH_CUT
def test_what_is_given_up_is_told_otherwise_once(
    post: Post, proxy: DatabaseProxy, cut: Cut
) -> None:
    post.raising(alert())
    mail = breaking(proxy, cut, PermanentFailure("no such mailbox"))
    sender = dispatch(post, mail)
    turn_as_the_line_breaks(sender, post, proxy)
    mail.cut = mail.failure = None
    before = set(post.rows("outbox_id", "second_for"))

    sender.turn(post.now)

    ways = [row for row in post.rows("second_for", "route") if row[0] is not None]
    assert len(ways) == len(set(ways))
    assert before <= set(post.rows("outbox_id", "second_for"))


@EACH_CUT
def test_a_lease_nobody_is_sure_of_is_freed_at_once_by_who_may_have_it(
    post: Post, proxy: DatabaseProxy, cut: Cut
) -> None:
    post.raising(alert())
    mail = Recorder("mail")
    sender = dispatch(post, mail)
    reads = iter([None])
    proxy.choose = lambda _: next(reads, cut)
    with pytest.raises(CommitUnknown):
        sender.turn(post.now)
    proxy.choose = lambda _: None

    sender.turn(post.now)

    assert len(mail.accepted) == len(post.rows("outbox_id"))
