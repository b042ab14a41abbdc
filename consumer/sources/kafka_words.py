"""Why no message comes from Kafka, in words for whoever must mend it. Pure."""

from kafka.errors import (
    AuthorizationError,
    GroupAuthorizationFailedError,
    SaslAuthenticationFailedError,
    TopicAuthorizationFailedError,
)

NO_ANSWER = "the Kafka broker does not answer"

KEPT_OUT = "the Kafka broker no longer lets us in: the log says what to mend"

STALLED = (
    "messages wait on the Kafka broker and do not come, though it answers and reading was begun "
    "anew: look at its log"
)

TOPIC_MISSING = "the Kafka broker does not have all topics of kafka.topics: create what is missing"

_REFUSALS: tuple[tuple[type[Exception], str], ...] = (
    (
        GroupAuthorizationFailedError,
        "the Kafka broker no longer lets us read as the group kafka.group: let this user read it",
    ),
    (
        TopicAuthorizationFailedError,
        "the Kafka broker no longer lets us read kafka.topics: let this user read them",
    ),
    (
        AuthorizationError,
        "the Kafka broker no longer allows what we need: let this user describe and read the "
        "topics, and read the group",
    ),
    (
        SaslAuthenticationFailedError,
        "the Kafka broker no longer accepts our user name or password: mend kafka.username and "
        "kafka.password_file, and start the monitor anew",
    ),
)


def trouble_words(error: Exception) -> str:
    """Return what is wrong and the mend, without a name, an address or a value."""
    known = (words for kind, words in _REFUSALS if isinstance(error, kind))
    return next(known, f"messages do not come from the Kafka broker ({type(error).__name__})")
