"""A sync process that was taken over, against an engine's core: it carries what central signed, and lies.

It may withhold, repeat, swap and change whatever passes. Believed may be only what central truly signed for
this kiosk, in order; no door moves, and nothing unsent leaves the disk.
"""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from campaigns.hostile.found import MOST_WRONG, Found
from campaigns.hostile.mangling import Mangler, spoken
from campaigns.hostile.session import DOORS
from kiosk.engine.ports import RefusalError
from kiosk.messages import outbox, seat
from kiosk.messages.outbox import OUTBOX
from kiosk.messages.wire import Frame, Message
from tests.engine.cabinet import Cabinet
from tests.engine.config_admin import Admin
from tests.engine.plan import KIOSK

Said = tuple[Message, bytes]
Signed = tuple[bytes, str]
DAYS = 60


class Attack:
    """One cabinet with deposits and claims, and the line that leads out of it."""

    def __init__(self, folder: Path, seed: int) -> None:
        """Eight deposits and eight loaded results."""
        self._chance = random.Random(seed)
        self.found = Found("sync", seed)
        self._admin = Admin(Cabinet(folder, doors=DOORS), folder / "central")
        self._cabinet = self._admin.cabinet
        self._cabinet.engine.seat_taken()
        self._directives: list[tuple[int, bytes, str]] = []
        self._offered = set()
        for _ in range(8):
            self._cabinet.deposit()
            claim = self._cabinet.offer()
            self._offered.add(claim.claim_id)
            self._cabinet.load(claim)
        self._withdrawn: set[str] = set()
        self._own_key = Ed25519PrivateKey.generate()
        self._receipted: set[str] = set()
        self._receipts = [
            self._receipt(dossier) for dossier in list(self._cabinet.journal.state.deposits)[:4]
        ]
        self._held: list[Signed] = []
        self._packages = [self._admin.package(version) for version in (1, 2, 3)]
        self._configs = {json.loads(package)["document"] for package in self._packages}
        self._mangler = Mangler(
            self._chance, sorted(OUTBOX.kinds), list(self._cabinet.journal.state.deposits)
        )
        self._pulses = len(self._cabinet.bus.pulses)
        self._cabinet.engine.seat_left()

    def run(self, messages: int) -> Found:
        """Say so many messages over sixty days."""
        for number in range(messages):
            self._message()
            self._cabinet.clock.pass_time(self._chance.expovariate(messages / (DAYS * 86400)))
            if self._chance.random() < 0.05:
                self._central_says_something()
            if self._chance.random() < 0.05:
                self._cabinet.engine.tick()
            if (number + 1) % max(1, messages // 10) == 0:
                self._look()
            if len(self.found.wrong) >= MOST_WRONG:
                break
        self.found.close(self._cabinet)
        return self.found

    # what central truly signed

    def _central_says_something(self) -> None:
        """A directive is signed; whether and when it arrives is not in central's hands."""
        if len(self._directives) > self._delivered() + 30:
            return
        if self._chance.random() < 0.5:
            claim_id = self._chance.choice(sorted(self._offered))
            self._withdrawn.add(claim_id)
            signed = self._cabinet.directive("claim.withdraw", {"claim_id": claim_id})
        else:
            signed = self._cabinet.directive("dossier.retry", {"dossier_id": str(uuid.uuid4())})
        self._directives.append(signed)

    def _delivered(self) -> int:
        first = self._directives[0][0] if self._directives else 0
        return max(0, self._cabinet.journal.state.last_directive - first + 1)

    def _receipt(self, dossier_id: str) -> Signed:
        deposit = self._cabinet.journal.state.deposits[dossier_id]
        openings = {blob: self._cabinet.opening(dossier_id, blob).hex() for blob in deposit.blobs}
        body = {"dossier_id": dossier_id, "digest": deposit.manifest, "central_seq": 1, "openings": openings}
        self._receipted.add(dossier_id)
        raw = json.dumps(body).encode()
        return raw, self._cabinet.receipts.sign(raw).hex()

    def _checkpoint_receipt(self) -> Signed:
        seq = self._chance.randint(1, self._cabinet.journal.seq)
        known = next(iter(self._cabinet.journal.rows(seq - 1, 1)))
        body = {"kind": "checkpoint.held", "kiosk": KIOSK, "seq": seq, "hash": known.hash.hex()}
        raw = json.dumps(body).encode()
        return raw, self._cabinet.receipts.sign(raw).hex()

    # what is said

    def _message(self) -> None:
        message, raw = self._chance.choice(self._recipes())()
        mangled = self._chance.random() < 0.5
        frame = self._mangler.mangled(message, raw) if mangled else spoken(message, raw)
        heard = self.found.heard(OUTBOX, frame)
        if heard is not None:
            self._ask(heard)

    def _ask(self, frame: Frame) -> None:
        serves = self._cabinet.engine.outbox
        try:
            match frame.message:
                case outbox.ReadBlob():
                    answer, _ = serves.read_blob(frame.message)
                case outbox.ReadCheckpoint():
                    answer, _ = serves.read_checkpoint(frame.message)  # type: ignore[assignment]
                case _:
                    answer = serves.handle(frame.message, frame.raw)  # type: ignore[assignment]
            OUTBOX.encode(answer)
        except RefusalError:
            self.found.refused += 1
        except Exception as crash:  # noqa: BLE001 - whatever it is, an engine would have died of it
            self.found.crashed(frame.message.kind, crash)
        self._cabinet.settle()

    def _recipes(self) -> list[Callable[[], Said]]:
        signed = [self._directive, self._directive, self._directive, self._receipts_said, self._receipts_said]
        return [*signed, self._forged, self._config, self._blob, self._small, self._small]

    def _directive(self) -> Said:
        if not self._directives:
            return outbox.DirectiveArrived(number=1, signature="00" * 64), b"{}"
        number, raw, signature = self._chance.choice(
            self._directives[self._delivered() - 5 :] or self._directives
        )
        match self._chance.randrange(6):
            case 0:
                number = self._chance.randrange(10_000)
            case 1:
                _, raw, _ = self._chance.choice(self._directives)
            case 2:
                return outbox.DirectiveArrived(number=number, signature="zz"), raw
        return outbox.DirectiveArrived(number=number, signature=signature), raw

    def _forged(self) -> Said:
        """A directive or receipt that is right in everything but who signed it."""
        state = self._cabinet.journal.state
        number = state.last_directive + 1
        if self._chance.random() < 0.3:
            dossier_id = self._chance.choice(list(state.deposits))
            deposit = state.deposits[dossier_id]
            openings = {blob: self._cabinet.opening(dossier_id, blob).hex() for blob in deposit.blobs}
            receipt = {"dossier_id": dossier_id, "digest": deposit.manifest, "central_seq": 1}
            raw = json.dumps({**receipt, "openings": openings}).encode()
            return outbox.ReceiptArrived(signature=self._own_key.sign(raw).hex()), raw
        claim = self._chance.choice(list(state.claims.values())).claim.model_dump(mode="json")
        claim_id = str(uuid.UUID(int=self._chance.getrandbits(128)))
        kind, data = self._chance.choice(
            (
                ("claim.withdraw", {"claim_id": claim["claim_id"]}),
                ("claim.offer", {**claim, "claim_id": claim_id}),
            )
        )
        body = {"number": number, "kiosk": KIOSK, "kind": kind, "id": claim_id, "data": data}
        raw = json.dumps(body).encode()
        return outbox.DirectiveArrived(number=number, signature=self._own_key.sign(raw).hex()), raw

    def _receipts_said(self) -> Said:
        raw, signature = self._chance.choice(self._receipts)
        if self._chance.random() < 0.5:
            raw, signature = self._checkpoint_receipt()
            return outbox.CheckpointReceipt(signature=signature), raw
        if self._chance.random() < 0.5:
            other = self._chance.choice(list(self._cabinet.journal.state.deposits))
            body = {**json.loads(raw), "dossier_id": other}
            raw = json.dumps(body).encode()
        return outbox.ReceiptArrived(signature=signature), raw

    def _config(self) -> Said:
        package = self._chance.choice(self._packages)
        if self._chance.random() < 0.7:
            parts = json.loads(package)
            name = self._chance.choice(sorted(parts))
            parts[name] = self._chance.choice(
                (json.loads(self._packages[0])[name], "", "{}", parts["document"])
            )
            package = json.dumps(parts).encode()
        return outbox.ConfigArrived(), package

    def _blob(self) -> Said:
        deposit = self._chance.choice(list(self._cabinet.journal.state.deposits.values()))
        digest = self._chance.choice((*deposit.parts, "ab" * 32, "../journal.db"))
        offset = self._chance.choice((0, 1, 10**9))
        return outbox.ReadBlob(digest=digest, offset=offset, length=self._chance.randrange(2**20)), b""

    def _small(self) -> Said:
        dossier_id = self._chance.choice([*self._cabinet.journal.state.deposits, "x"])
        seq = self._chance.choice((0, 1, self._cabinet.journal.seq, 2**40, 2**63 - 1))
        hall = json.dumps({"seq": 0, "lines": {"1": {"people": seq, "priority": 0}}}).encode()
        return self._chance.choice(
            (
                (outbox.ReadRows(after=seq, limit=500), b""),
                (outbox.RowsAcknowledged(seq=seq), b""),
                (outbox.ListDossiers(), b""),
                (outbox.ReadState(), b""),
                (outbox.LinkChanged(up=self._chance.random() < 0.5), b""),
                (outbox.ReadCheckpoint(after=seq), b""),
                (outbox.DossierRefused(dossier_id=dossier_id, reason="x" * 5000), b""),
                (outbox.HallArrived(), hall),
            )
        )

    # what it may have done

    def _look(self) -> None:
        cabinet, wrong = self._cabinet, self.found.wrong
        cabinet.engine.seat_taken()
        cabinet.ask(seat.HomeShown(tiles={}))
        cabinet.clock.pass_time(20)
        cabinet.engine.tick()
        cabinet.engine.seat_left()
        self.found.look(cabinet)
        state = cabinet.journal.state
        if len(cabinet.bus.pulses) != self._pulses:
            wrong.append("a door was pulsed")
        if set(state.claims) - self._offered:
            wrong.append("a claim that central did not offer")
        if {key for key, claim in state.claims.items() if claim.withdrawn} - self._withdrawn:
            wrong.append("a claim that central did not withdraw")
        if {key for key, deposit in state.deposits.items() if deposit.receipt} - self._receipted:
            wrong.append("a receipt that central did not give")
        if state.last_directive > (self._directives[-1][0] if self._directives else 8):
            wrong.append("a directive that central did not sign")
        if state.config.running and not self._runs_what_was_signed(state.config.running):
            wrong.append("a config that central did not publish")
        wrong += [
            f"a part of {key} is gone without a receipt"
            for key, deposit in state.deposits.items()
            if not deposit.receipt and not all(cabinet.vault.holds(part) for part in deposit.parts)
        ]

    def _runs_what_was_signed(self, digest: str) -> bool:
        return self._cabinet.core.source.documents.get(digest).decode() in self._configs
