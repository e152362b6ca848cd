"""A certificate authority of this data folder, which can vouch for the API's names and this machine alone."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import ipaddress
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import certifi
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from cafe24clone.runner.gateway.files import CertificateFiles

CA_LIFE: Final = dt.timedelta(days=3650)
LEAF_LIFE: Final = dt.timedelta(days=90)
CA_RENEWED_BEFORE: Final = 2 * LEAF_LIFE  # a leaf never outlives its authority
LEAF_RENEWED_BEFORE: Final = dt.timedelta(days=30)
CLOCK_SKEW: Final = dt.timedelta(days=1)
LOOPBACK: Final = ipaddress.IPv4Address("127.0.0.1")
CA_NAME: Final = "Cafe24 Clone, this machine"


@dataclass(frozen=True)
class _Pair:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def ensure_certificates(folder: Path, domain: str, now: dt.datetime | None = None) -> CertificateFiles:
    """Authority and leaf for `*.{domain}`, localhost and 127.0.0.1, valid for a while yet.

    What is missing, unreadable, for another domain or soon over is made anew; the rest stays as it is, so that apps
    go on trusting the authority they know.
    """
    now = now or dt.datetime.now(dt.UTC)
    folder.mkdir(parents=True, exist_ok=True)
    files = CertificateFiles(folder)
    authority = _read(files.ca, files.ca_key)
    if authority is None or not _is_authority_for(authority, domain, now):
        authority = _make_authority(domain, now)
        _write(files.ca, files.ca_key, authority)
    leaf = _read(files.leaf, files.leaf_key)
    if leaf is None or not _is_leaf_of(leaf, authority, domain, now):
        _write(files.leaf, files.leaf_key, _make_leaf(authority, domain, now))
    _replace(files.bundle, Path(certifi.where()).read_bytes() + files.ca.read_bytes(), mode=0o644)
    return files


def key_digest(certificate: Path) -> str:
    """base64 of SHA-256 of a certificate's public key, by which Chromium is told to accept it."""
    found = x509.load_pem_x509_certificate(certificate.read_bytes())
    spki = found.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(spki).digest()).decode()


def _names(domain: str) -> list[x509.GeneralName]:
    return [x509.DNSName(f"*.{domain}"), x509.DNSName("localhost"), x509.IPAddress(LOOPBACK)]


def _constraints(domain: str) -> x509.NameConstraints:
    """Who stole the authority's key could still not pretend to be anybody else (RFC 5280 4.2.1.10)."""
    permitted = [x509.DNSName(domain), x509.DNSName("localhost"), x509.IPAddress(ipaddress.IPv4Network(LOOPBACK))]
    return x509.NameConstraints(permitted_subtrees=permitted, excluded_subtrees=None)


def _make_authority(domain: str, now: dt.datetime) -> _Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _subject(CA_NAME)
    public = key.public_key()
    extensions: list[tuple[x509.ExtensionType, bool]] = [
        (x509.BasicConstraints(ca=True, path_length=0), True),
        (_key_usage(signs_certificates=True), True),
        (_constraints(domain), True),
        (x509.SubjectKeyIdentifier.from_public_key(public), False),
    ]
    builder = _builder(now, CA_LIFE).subject_name(name).issuer_name(name).public_key(public)
    return _Pair(_signed(builder, extensions, key), key)


def _make_leaf(authority: _Pair, domain: str, now: dt.datetime) -> _Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key()
    extensions: list[tuple[x509.ExtensionType, bool]] = [
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (_key_usage(signs_certificates=False), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
        (x509.SubjectAlternativeName(_names(domain)), False),
        (x509.SubjectKeyIdentifier.from_public_key(public), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), False),
    ]
    builder = _builder(now, LEAF_LIFE).subject_name(_subject("localhost"))
    builder = builder.issuer_name(authority.certificate.subject).public_key(public)
    return _Pair(_signed(builder, extensions, authority.key), key)


def _subject(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _builder(now: dt.datetime, life: dt.timedelta) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().serial_number(x509.random_serial_number())
    return builder.not_valid_before(now - CLOCK_SKEW).not_valid_after(now + life)


def _signed(
    builder: x509.CertificateBuilder,
    extensions: Sequence[tuple[x509.ExtensionType, bool]],
    key: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    for extension, is_critical in extensions:
        builder = builder.add_extension(extension, critical=is_critical)
    return builder.sign(key, hashes.SHA256())


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _is_authority_for(pair: _Pair, domain: str, now: dt.datetime) -> bool:
    try:
        found = pair.certificate.extensions.get_extension_for_class(x509.NameConstraints).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return found == _constraints(domain) and pair.certificate.not_valid_after_utc - now > CA_RENEWED_BEFORE


def _is_leaf_of(leaf: _Pair, authority: _Pair, domain: str, now: dt.datetime) -> bool:
    try:
        leaf.certificate.verify_directly_issued_by(authority.certificate)
        found = leaf.certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (InvalidSignature, x509.ExtensionNotFound, ValueError, TypeError):
        return False
    is_right = found == x509.SubjectAlternativeName(_names(domain))
    return is_right and leaf.certificate.not_valid_after_utc - now > LEAF_RENEWED_BEFORE


def _read(certificate: Path, key: Path) -> _Pair | None:
    """A certificate with its own key; None where one is missing, torn, or belongs to another."""
    try:
        found = x509.load_pem_x509_certificate(certificate.read_bytes())
        private = serialization.load_pem_private_key(key.read_bytes(), password=None)
    except (OSError, ValueError, TypeError):
        return None
    if not isinstance(private, ec.EllipticCurvePrivateKey) or found.public_key() != private.public_key():
        return None
    key.chmod(0o600)
    return _Pair(found, private)


def _write(certificate: Path, key: Path, pair: _Pair) -> None:
    private = pair.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _replace(key, private, mode=0o600)
    _replace(certificate, pair.certificate.public_bytes(serialization.Encoding.PEM), mode=0o644)


def _replace(path: Path, content: bytes, *, mode: int) -> None:
    """In one step, and never readable by more people than `mode` says, not even for a moment."""
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    new.chmod(mode)
    new.replace(path)
