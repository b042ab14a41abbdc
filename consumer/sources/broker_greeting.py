"""One look at each address of the broker, so that what keeps us out has a name.

The library sees only that the broker hangs up, and tries again until its time is over: a wrong
password, a certificate not wanted and a broker that is gone then look the same.
"""

import socket
import ssl
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain
from typing import Any

from kafka.errors import KafkaError
from kafka.net.sasl import get_sasl_mechanism
from kafka.protocol.metadata import MetadataRequest
from kafka.protocol.parser import KafkaProtocol
from kafka.protocol.sasl import SaslAuthenticateRequest, SaslHandshakeRequest

from consumer.sources.broker_refusals import (
    BrokerTrouble,
    Unreachable,
    after_tls,
    bad_login,
    does_not_answer,
    hung_up,
    not_an_address,
    not_offered,
    of_tls,
    unreachable,
)
from consumer.sources.kafka_connection import KafkaConnection, KafkaSecurity

ANSWER_WITHIN = timedelta(seconds=3)
"""How long connection and each answer may take. Source: assumption; the broker is near."""

DEFAULT_PORT = 9092
"""Source: the library's own."""

_RECEIVE_BYTES = 65_536


def greet(connection: KafkaConnection, tls: ssl.SSLContext) -> None:
    """Make sure that the broker at one of the addresses lets us in.

    Raises:
        Unreachable: None answers at all; it may be about to start.
        BrokerTrouble: It keeps us out; the text names what to mend.
    """
    troubles: list[BrokerTrouble] = []
    for address in connection.bootstrap:
        try:
            _greet_one(address, connection.security, tls)
        except BrokerTrouble as trouble:
            troubles.append(trouble)
        else:
            return
    # An address that keeps us out says more than one that is silent.
    raise next((one for one in troubles if not isinstance(one, Unreachable)), troubles[0])


def _greet_one(address: str, security: KafkaSecurity, tls: ssl.SSLContext) -> None:
    bare = _connected(address)
    with _secured(bare, address, security, tls) if security.uses_tls else bare as channel:
        talk = _Talk(channel, address, security)
        if security.uses_password:
            talk.log_in()
        else:
            # A broker that wants a password answers nothing else before it has one.
            talk.ask(MetadataRequest(topics=[], version=4))


def _connected(address: str) -> socket.socket:
    host, port = host_and_port(address)
    try:
        return socket.create_connection((host, port), ANSWER_WITHIN.total_seconds())
    except OSError as error:
        raise unreachable(address, error) from None


def host_and_port(address: str) -> tuple[str, int]:
    """Return the parts of an address; an IPv6 one stands in square brackets.

    Raises:
        BrokerTrouble: It is none.
    """
    host, colon, port = address.rpartition(":")
    if not colon or (address.startswith("[") and address.endswith("]")):
        host, port = address, str(DEFAULT_PORT)
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65_536:
        raise not_an_address(address)
    return host.strip("[]"), int(port)


def _secured(
    bare: socket.socket, address: str, security: KafkaSecurity, tls: ssl.SSLContext
) -> ssl.SSLSocket:
    host, _ = host_and_port(address)
    try:
        # It takes the bare connection over, and closes it where they do not come to terms.
        return tls.wrap_socket(bare, server_hostname=host.rstrip("."))
    except TimeoutError:
        raise does_not_answer(address) from None
    except OSError as error:
        raise of_tls(address, security, error) from None


class _Talk:
    """What is said over one open connection, one question and its answer at a time."""

    def __init__(self, channel: socket.socket, address: str, security: KafkaSecurity) -> None:
        self._channel = channel
        self._address = address
        self._security = security
        self._words = KafkaProtocol(client_id="danm")

    def log_in(self) -> None:
        """Say name and password.

        Raises:
            BrokerTrouble: The broker offers no such way, or does not accept them.
        """
        wanted = self._security.mechanism
        offer = self.ask(SaslHandshakeRequest(mechanism=wanted, version=1))
        if offer.error_code or wanted not in offer.mechanisms:
            raise not_offered(self._address, str(wanted), sorted(offer.mechanisms))
        mechanism = get_sasl_mechanism(wanted)(
            host=host_and_port(self._address)[0], **self._security.client_settings()
        )
        while not mechanism.is_done():
            answer = self.ask(SaslAuthenticateRequest(mechanism.auth_bytes(), version=1))
            if answer.error_code:
                raise bad_login(self._address)
            try:
                mechanism.receive(answer.auth_bytes)
            except (KafkaError, ValueError):
                raise bad_login(self._address) from None

    def ask(self, question: Any) -> Any:
        """Return the answer to a question.

        Raises:
            BrokerTrouble: There is none.
        """
        self._words.send_request(question)
        try:
            self._channel.sendall(self._words.send_bytes())
            answers = chain.from_iterable(
                self._words.receive_bytes(some) for some in self._received()
            )
            _, answer = next(answers)
        except TimeoutError:
            raise does_not_answer(self._address) from None
        except (OSError, KafkaError, ValueError, StopIteration) as error:
            raise self._no_answer(error) from None
        return answer

    def _received(self) -> Iterator[bytes]:
        while some := self._channel.recv(_RECEIVE_BYTES):
            yield some

    def _no_answer(self, error: Exception) -> BrokerTrouble:
        if isinstance(error, ssl.SSLError):
            return after_tls(self._address, self._security, error)
        return hung_up(self._address, self._security)
