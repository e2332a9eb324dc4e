"""Staff cards: the engine makes the nonce and checks signature, chain, validity and revocation itself."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from kiosk.engine.ports import Core, RefusalError
from kiosk.journal.clock import Clock
from kiosk.journal.facts.staff import StaffGranted, StaffRefused
from kiosk.messages.staff import StaffProof, StaffRole

NONCE_LIFE_S = 60.0
# A card is asked once; who asks more has only the newest.
MOST_NONCES = 8
GRANT_LIFE_S = 3600.0
_ROLES: dict[str, StaffRole] = {"officer": "officer", "attendant": "attendant", "technician": "technician"}


@dataclass(frozen=True)
class Grant:
    """Who may do what, until when (monotonic seconds), in which seat."""

    id: str
    person: str
    role: StaffRole
    expires: float
    seat: int


class StaffCards:
    """What a staff card has to prove: our nonce, signed under a certificate of the office in force."""

    def __init__(
        self, clock: Clock, authority: x509.Certificate, revoked: Callable[[], Mapping[str, datetime]]
    ) -> None:
        """`authority` issues the cards; `revoked` tells by staff id before when issued cards are refused."""
        self._clock = clock
        self._authority = authority
        self._revoked = revoked
        self._nonces: dict[str, float] = {}

    def forget(self) -> None:
        """No nonce given so far is good any more."""
        self._nonces.clear()

    def challenge(self) -> str:
        """A nonce of 32 bytes (hex), good once and for a minute."""
        nonce = os.urandom(32).hex()
        while len(self._nonces) >= MOST_NONCES:
            del self._nonces[next(iter(self._nonces))]
        self._nonces[nonce] = self._clock.monotonic()
        return nonce

    def check(self, proof: StaffProof) -> tuple[str, StaffRole]:
        """Whose card answered, and the person's role; raises `RefusalError` ENG-013."""
        try:
            return self._checked(proof)
        except (ValueError, InvalidSignature, UnsupportedAlgorithm, KeyError, TypeError) as error:
            raise RefusalError("ENG-013") from error

    def _checked(self, proof: StaffProof) -> tuple[str, StaffRole]:
        made = self._nonces.pop(proof.nonce)
        if self._clock.monotonic() - made > NONCE_LIFE_S:
            raise ValueError("nonce too old")
        certificate = x509.load_der_x509_certificate(bytes.fromhex(proof.certificate))
        certificate.verify_directly_issued_by(self._authority)
        self._check_validity(certificate)
        key = certificate.public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise ValueError("not an elliptic curve key")
        key.verify(bytes.fromhex(proof.signature), bytes.fromhex(proof.nonce), ec.ECDSA(SHA256()))
        person = _only(certificate, NameOID.COMMON_NAME)
        since = self._revoked().get(person)
        if since is not None and certificate.not_valid_before_utc < since:
            raise ValueError("revoked")
        return person, _ROLES[_only(certificate, NameOID.ORGANIZATIONAL_UNIT_NAME)]

    def _check_validity(self, certificate: x509.Certificate) -> None:
        now = self._clock.wall()
        # An unsynced clock decides no expiry: a kiosk whose battery died must still let its officer in.
        if not self._clock.synced():
            return
        if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
            raise ValueError("outside the certificate's validity")


class Staff:
    """The grants of this seat."""

    def __init__(self, core: Core) -> None:
        """No grant survives a restart."""
        self._core = core
        self._cards = StaffCards(core.clock, core.keys.staff_ca, lambda: core.config.revoked_cards)
        self._grants: dict[str, Grant] = {}

    def seat_left(self) -> None:
        """Grants end with their seat."""
        self._cards.forget()
        self._grants.clear()

    def challenge(self) -> str:
        """A nonce for a card to sign."""
        return self._cards.challenge()

    def prove(self, proof: StaffProof, seat: int) -> Grant:
        """Check the card's answer; raises `RefusalError` ENG-013, journalled."""
        try:
            person, role = self._cards.check(proof)
        except RefusalError as refusal:
            self._core.journal.append(StaffRefused(error_id=refusal.error_id))
            raise
        expires = self._core.clock.monotonic() + GRANT_LIFE_S
        grant = Grant(uuid.uuid4().hex, person, role, expires, seat)
        self._core.journal.append(StaffGranted(grant=grant.id, person=person, role=role, seat=seat))
        self._grants[grant.id] = grant
        return grant

    def require(self, grant_id: str, role: StaffRole) -> Grant:
        """The live grant of this role, or `RefusalError` ENG-012."""
        grant = self._grants.get(grant_id)
        if grant is None or grant.role != role or self._core.clock.monotonic() > grant.expires:
            raise RefusalError("ENG-012")
        return grant


def _only(certificate: x509.Certificate, name: x509.ObjectIdentifier) -> str:
    found = certificate.subject.get_attributes_for_oid(name)
    if len(found) != 1 or not isinstance(found[0].value, str):
        raise ValueError("subject is not a staff subject")
    return found[0].value
