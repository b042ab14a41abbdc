"""What keeps us out of the broker, in one line with the mend. Pure."""

import socket
import ssl
from collections.abc import Sequence

from consumer.sources.kafka_connection import KafkaSecurity
from schemas.trouble import Trouble

EXPIRED, NOT_YET = 10, 9
OTHER_NAME = frozenset({62, 64})
"""Source: OpenSSL's X509_V_ERR codes, of a name and of an address."""

_WANTS_A_CERTIFICATE = frozenset(
    {
        "TLSV13_ALERT_CERTIFICATE_REQUIRED",
        "SSLV3_ALERT_BAD_CERTIFICATE",
        "SSLV3_ALERT_HANDSHAKE_FAILURE",
    }
)
"""How TLS 1.3 and 1.2 say that there was none. Source: RFC 8446 and 5246, section "Alert"."""


class BrokerTrouble(Trouble):
    """The broker cannot be used as the settings say."""


class Unreachable(BrokerTrouble):
    """Nothing answers; that may pass by itself."""


def not_an_address(address: str) -> BrokerTrouble:
    """Return that an address is none."""
    return BrokerTrouble(
        f"{address} is not the address of a broker", "write kafka.bootstrap as host:port"
    )


def unreachable(address: str, error: OSError) -> Unreachable:
    """Return that nobody is there."""
    if isinstance(error, socket.gaierror):
        return Unreachable(
            f"no machine is known by the name in {address}", "check kafka.bootstrap in the settings"
        )
    return Unreachable(
        f"no Kafka broker answers at {address}",
        "check kafka.bootstrap in the settings, and that it runs",
    )


def does_not_answer(address: str) -> Unreachable:
    """Return that somebody is there and says nothing."""
    return Unreachable(
        f"what listens at {address} takes the connection and does not answer",
        "check that the broker is well, and kafka.bootstrap and kafka.protocol",
    )


def of_tls(address: str, security: KafkaSecurity, error: OSError) -> BrokerTrouble:
    """Return why no encrypted connection came about."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _not_believed(address, security, error)
    if isinstance(error, ssl.SSLError) and "ALERT" in (error.reason or ""):
        return after_tls(address, security, error)
    return BrokerTrouble(
        f"what listens at {address} does not speak TLS",
        "check the port in kafka.bootstrap, and kafka.protocol",
    )


def _not_believed(
    address: str, security: KafkaSecurity, error: ssl.SSLCertVerificationError
) -> BrokerTrouble:
    whose = f"the certificate of the Kafka broker at {address}"
    if error.verify_code == EXPIRED:
        return BrokerTrouble(f"{whose} has expired", "have whoever runs the broker renew it")
    if error.verify_code == NOT_YET:
        return BrokerTrouble(f"{whose} is not valid yet", "check the clock of this machine")
    if error.verify_code in OTHER_NAME:
        return BrokerTrouble(
            f"{whose} is made out to another name",
            "write the broker's name as it stands in its certificate into kafka.bootstrap",
        )
    believed = security.ca_file or "the authorities of this machine"
    return BrokerTrouble(
        f"{whose} is not vouched for by {believed}",
        "ask whoever runs the broker for the certificate of its authority: kafka.ca_file",
    )


def after_tls(address: str, security: KafkaSecurity, error: ssl.SSLError) -> BrokerTrouble:
    """Return why the broker ended an encrypted connection: it wants to know who we are."""
    if security.client_cert_file is not None:
        return BrokerTrouble(
            f"the Kafka broker at {address} does not accept our client certificate "
            f"{security.client_cert_file}",
            "have it made by an authority that the broker believes",
        )
    if error.reason in _WANTS_A_CERTIFICATE:
        return BrokerTrouble(
            f"the Kafka broker at {address} asks for a client certificate",
            "set kafka.client_cert_file and kafka.client_key_file",
        )
    return hung_up(address, security)


def not_offered(address: str, wanted: str, offered: Sequence[str]) -> BrokerTrouble:
    """Return that we cannot log in this way."""
    if not offered:
        return BrokerTrouble(
            f"the Kafka broker at {address} asks for no password",
            "check the port in kafka.bootstrap, and kafka.protocol",
        )
    return BrokerTrouble(
        f"the Kafka broker at {address} does not take {wanted}, but {', '.join(offered)}",
        "set kafka.mechanism to what it takes",
    )


def bad_login(address: str) -> BrokerTrouble:
    """Return that name and password do not open the door."""
    return BrokerTrouble(
        f"the Kafka broker at {address} does not let us in: wrong name or password",
        "check kafka.username, kafka.password_file and kafka.mechanism",
    )


def hung_up(address: str, security: KafkaSecurity) -> BrokerTrouble:
    """Return that the broker ended the connection without a word."""
    how = "with a password" if security.uses_password else "without a password"
    return BrokerTrouble(
        f"what listens at {address} does not answer as a Kafka broker {how} does",
        "check kafka.bootstrap, kafka.protocol and kafka.mechanism in the settings",
    )


def refused(bootstrap: Sequence[str], why: str) -> BrokerTrouble:
    """Return that the broker let us in and then did not answer what was asked."""
    return BrokerTrouble(
        f"the Kafka broker at {', '.join(bootstrap)} let us in and then refused to go on ({why})",
        "look at its log, at this user's rights, and at the names that it gives its machines "
        "(advertised.listeners)",
    )
