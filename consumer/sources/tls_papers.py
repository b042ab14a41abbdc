"""Our own certificate and whom we believe, looked at before the broker is: each in one line."""

import ssl
from datetime import datetime
from pathlib import Path

from cryptography import x509

from alerts.channels.trust import trusting
from consumer.sources.kafka_connection import KafkaSecurity
from schemas.moments import zulu
from schemas.trouble import Trouble

LARGEST_CERTIFICATES = 1_048_576

_RENEW = "have it renewed by whoever runs the broker, and put the new one in its place"


def tls_by(security: KafkaSecurity, now: datetime) -> ssl.SSLContext:
    """Return TLS as the settings ask for it: whom we believe, and who we are.

    Raises:
        Trouble: A file cannot be used, the certificate is out of date, or its key is another's.
    """
    context = trusting(security.ca_file)
    if security.client_cert_file is None or security.client_key_file is None:
        return context
    _require_in_date(security.client_cert_file, now)
    try:
        # Without any password OpenSSL would ask for one at the terminal.
        password = security.client_key_password or ""
        context.load_cert_chain(security.client_cert_file, security.client_key_file, password)
    except ssl.SSLError as error:
        raise _unfit(security, error) from None
    except OSError as error:
        raise Trouble(
            f"the client certificate cannot be read ({error.strerror})",
            "check kafka.client_cert_file and kafka.client_key_file",
        ) from None
    return context


def last_day_of(certificate_file: Path) -> datetime:
    """Return when our certificate, the first in its file, ends.

    Raises:
        Trouble: It cannot be read.
    """
    return _read(certificate_file).not_valid_after_utc


def _require_in_date(file: Path, now: datetime) -> None:
    certificate = _read(file)
    if certificate.not_valid_after_utc < now:
        ended = zulu(certificate.not_valid_after_utc)
        raise Trouble(f"our client certificate {file} ended {ended}", _RENEW)
    if certificate.not_valid_before_utc > now:
        begins = zulu(certificate.not_valid_before_utc)
        raise Trouble(
            f"our client certificate {file} begins only {begins}", "check this machine's clock"
        )


def _read(file: Path) -> x509.Certificate:
    try:
        with file.open("rb") as opened:
            return x509.load_pem_x509_certificates(opened.read(LARGEST_CERTIFICATES))[0]
    except OSError as error:
        raise Trouble(
            f"kafka.client_cert_file {file} cannot be read ({error.strerror})",
            "check the path, and let this user read it",
        ) from None
    except ValueError:
        raise Trouble(
            f"kafka.client_cert_file {file} holds no certificate", "give it in PEM form"
        ) from None


def _unfit(security: KafkaSecurity, error: ssl.SSLError) -> Trouble:
    key = security.client_key_file
    if error.reason == "KEY_VALUES_MISMATCH":
        return Trouble(
            f"{key} is not the key of {security.client_cert_file}",
            "give the key by which the certificate was asked for",
        )
    if security.client_key_password is None:
        return Trouble(
            f"{key} is encrypted, or holds no key",
            "give its password in kafka.client_key_password_file, or a key in PEM form",
        )
    return Trouble(f"{key} does not open with its password", "check kafka.client_key_password_file")
