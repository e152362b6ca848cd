import datetime as dt
import socket
import ssl
import threading

import pytest
from cryptography import x509

from cafe24clone.runner.gateway import certificates
from cafe24clone.runner.gateway.certificates import ensure_certificates

DOMAIN = "cafe24api.com"
NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def names_of(path):
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return [str(name) for kind in (x509.DNSName, x509.IPAddress) for name in found.get_values_for_type(kind)]


def shake_hands(files, name, authority):
    """A TLS handshake over a real socket pair; raises what the client's verification raises."""
    ours, theirs = socket.socketpair()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(files.leaf, files.leaf_key)

    def serve():
        try:
            server.wrap_socket(ours, server_side=True).close()
        except OSError:  # what the client thought of us
            ours.close()

    thread = threading.Thread(target=serve)
    thread.start()
    client = ssl.create_default_context(cafile=authority)
    client.verify_flags |= ssl.VERIFY_X509_STRICT  # as Python has it from 3.13 on
    try:
        client.wrap_socket(theirs, server_hostname=name).close()
    finally:
        theirs.close()
        thread.join(10)


def test_files_are_made_once_and_keys_are_their_owners_alone(tmp_path):
    files = ensure_certificates(tmp_path / "tls", DOMAIN, NOW)
    first = {path.name: path.read_bytes() for path in files.folder.iterdir()}
    assert sorted(first) == ["bundle.pem", "ca.key", "ca.pem", "server.key", "server.pem"]
    assert [path.stat().st_mode & 0o777 for path in (files.ca_key, files.leaf_key)] == [0o600, 0o600]
    assert names_of(files.leaf) == ["*.cafe24api.com", "localhost", "127.0.0.1"]
    ensure_certificates(tmp_path / "tls", DOMAIN, NOW + dt.timedelta(days=59))
    assert {path.name: path.read_bytes() for path in files.folder.iterdir()} == first


def test_the_certificate_is_renewed_before_it_ends_by_the_authority_that_apps_trust(tmp_path):
    files = ensure_certificates(tmp_path, DOMAIN, NOW)
    authority, leaf = files.ca.read_bytes(), files.leaf.read_bytes()
    later = NOW + dt.timedelta(days=61)
    ensure_certificates(tmp_path, DOMAIN, later)
    assert files.ca.read_bytes() == authority
    assert files.leaf.read_bytes() != leaf
    renewed = x509.load_pem_x509_certificate(files.leaf.read_bytes())
    assert renewed.not_valid_after_utc == later + dt.timedelta(days=90)


@pytest.mark.parametrize("spoilt", ["ca.pem", "ca.key", "server.pem", "server.key"])
def test_a_torn_file_is_made_anew(tmp_path, spoilt):
    ensure_certificates(tmp_path, DOMAIN)
    (tmp_path / spoilt).write_bytes(b"-----BEGIN nothing")
    files = ensure_certificates(tmp_path, DOMAIN)
    shake_hands(files, "demomall.cafe24api.com", files.ca)


def test_another_domain_gets_another_authority(tmp_path):
    ensure_certificates(tmp_path, DOMAIN)
    files = ensure_certificates(tmp_path, "api.example")
    shake_hands(files, "demomall.api.example", files.ca)
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(files, "demomall.cafe24api.com", files.ca)


@pytest.mark.parametrize("name", ["demomall.cafe24api.com", "localhost", "127.0.0.1"])
@pytest.mark.parametrize("trusted", ["ca", "bundle"])
def test_clients_accept_the_names_it_is_for(tmp_path, name, trusted):
    files = ensure_certificates(tmp_path, DOMAIN)
    shake_hands(files, name, getattr(files, trusted))


def test_even_with_its_key_the_authority_can_vouch_for_nobody_else(tmp_path):
    files = ensure_certificates(tmp_path, DOMAIN)
    authority = certificates._read(files.ca, files.ca_key)
    forged = certificates._make_leaf(authority, "bank.example", dt.datetime.now(dt.UTC))
    certificates._write(files.leaf, files.leaf_key, forged)
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        shake_hands(files, "www.bank.example", files.ca)
