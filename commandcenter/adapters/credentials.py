"""Passwords and one-time codes: hashed by Argon2id, checked, and sealed under the core's key before they are stored.

Who copies the database has nothing to guess passwords from without `keys/vault.key`; who changes it is found, for the
journal holds the digest of what was stored.
"""

from __future__ import annotations

import hmac
import os
import re
import stat
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from secrets import token_bytes, token_hex

import msgspec
import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from commandcenter.adapters.data_folder import DataFolderError
from commandcenter.domain import passwords
from commandcenter.domain.errors import UNDECODABLE
from commandcenter.domain.text import QT_TRANSLATE_NOOP
from commandcenter.services.credentials import Checked, Exam, Prepared, Proof, SecretKind, Stored
from commandcenter.services.directory import Directory, DirectoryAway

KEY_BYTES = 32
NONCE_BYTES = 12
STEP_S = 30
# Either clock may be off by this many steps.
STEPS_OFF = 1
# 128 bits and more, as RFC 4226 asks.
CODES_PATTERN = re.compile(r"[A-Z2-7]{26,128}\Z")

PASSWORD, CODE, DIRECTORY = "password", "code", "directory"

NO_CODES = QT_TRANSLATE_NOOP("trouble", "This is no secret of a code generator: 26 letters or more of base 32.")
AWAY = QT_TRANSLATE_NOOP(
    "trouble",
    "The directory that checks the password of {account} does not answer just now. This try does not count; the core's "
    "log says more.",
)
NO_DIRECTORY = QT_TRANSLATE_NOOP(
    "trouble", "A directory checks the password of {account}, and this core's settings name none."
)
NO_PASSWORD = QT_TRANSLATE_NOOP("trouble", "The account has no password yet, or what is stored of it was altered.")


class _Secrets(msgspec.Struct, frozen=True):
    """What is sealed: the hash of the password, and the secret of the code generator or ""."""

    hash: str
    codes: str = ""


class Vault:
    """Seals and opens. `key` has 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._cipher = ChaCha20Poly1305(hmac.digest(key, b"commandcenter seal", sha256))
        self._blind = hmac.digest(key, b"commandcenter names", sha256)

    def seal(self, account: str, secrets: _Secrets) -> bytes:
        """Of this account only: what is sealed for one cannot be put in the place of another's."""
        nonce = token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, msgspec.msgpack.encode(secrets), account.encode())

    def open(self, account: str, value: bytes) -> _Secrets | None:
        """None when it was not sealed here, or not for this account."""
        try:
            plain = self._cipher.decrypt(value[:NONCE_BYTES], value[NONCE_BYTES:], account.encode())
            return msgspec.msgpack.decode(plain, type=_Secrets)
        except (InvalidTag, ValueError, *UNDECODABLE):
            return None

    def blind(self, name: str) -> str:
        return hmac.digest(self._blind, name.encode(errors="surrogatepass"), sha256).hex()[:32]


class CredentialChecker:
    """Implements `services.credentials.Checking`. `now` is the wall clock, which one-time codes go by.

    `directory` checks the passwords of those accounts that say so.
    """

    def __init__(
        self,
        vault: Vault,
        now: Callable[[], datetime],
        hasher: PasswordHasher | None = None,
        directory: Directory | None = None,
    ) -> None:
        self._vault = vault
        self._now = now
        self._hasher = hasher or PasswordHasher()
        self._directory = directory
        # What a name that is none is checked against: it must not be answered sooner.
        self._nobodys = self._hasher.hash(token_hex())

    def check(self, exam: Exam) -> Checked:
        proof = self._proof(exam) if exam.claim.account else None
        if proof is not None and not proof.ok:
            return Checked(proof=proof)
        return Checked(proof=proof, prepared=self._prepared(exam) if exam.kind and exam.target else None)

    def opens(self, account: str, value: bytes) -> bool:
        return self._vault.open(account, value) is not None

    def blind(self, name: str) -> str:
        return self._vault.blind(name)

    def _proof(self, exam: Exam) -> Proof:
        of, claim = exam.of, exam.claim
        secrets = self._opened(of)
        if of is not None and of.digest and secrets is None:
            return Proof(account=of.id, counts=exam.counts, altered=True)
        own = secrets if of is None or not of.directory else None
        known = self._verifies(own.hash if own else self._nobodys, claim.password)
        step = self._step(secrets.codes, claim.code) if secrets and secrets.codes else 0
        if of is not None and of.directory:
            return self._directorys(exam, of, step, coded=bool(secrets and secrets.codes))
        if of is None or secrets is None:
            return Proof(account=of.id if of else "", counts=exam.counts)
        coded = bool(secrets.codes)
        return Proof(
            account=of.id,
            counts=exam.counts,
            ok=known and of.enabled and bool(step) is coded,
            factors=(PASSWORD, CODE) if coded else (PASSWORD,),
            step=step,
            digest=of.digest,
            renewed=self._renewed(of.id, secrets, claim.password) if known else b"",
        )

    def _directorys(self, exam: Exam, of: Stored, step: int, *, coded: bool) -> Proof:
        """The directory is asked after the hash of nobody's password: a name that is none is not answered later."""
        proof = Proof(
            account=of.id,
            counts=exam.counts,
            factors=(DIRECTORY, CODE) if coded else (DIRECTORY,),
            step=step,
            digest=of.digest,
            directory=of.directory,
        )
        # To a directory an empty password is no wrong one: it lets in whoever gives it, as nobody (RFC 4513, 5.1.2).
        if not of.enabled or not exam.claim.password:
            return proof
        if self._directory is None:
            return msgspec.structs.replace(proof, away=NO_DIRECTORY)
        try:
            known = self._directory.knows(of.directory, exam.claim.password)
        except DirectoryAway:
            return msgspec.structs.replace(proof, away=AWAY)
        return msgspec.structs.replace(proof, ok=known and bool(step) is coded)

    def _prepared(self, exam: Exam) -> Prepared | None:
        target, secret = exam.target, exam.claim.secret
        if target is None or exam.kind is None or secret is None:
            return None
        secrets = self._unsealed(target)
        made = Prepared(account=target.id, kind=exam.kind, before=target.digest)
        if exam.kind is SecretKind.CODES:
            return self._with_codes(made, secrets or _of_directory(target), secret)
        flaw = passwords.flaw(secret, *target.names)
        # Only its holder, who has just given the old one, is told so. Held against what is stored it would tell
        # anybody, by the answer or by how long that takes, whether this is somebody's password.
        own = exam.of is not None and exam.of.id == target.id
        if not flaw and own and passwords.composed(secret) == passwords.composed(exam.claim.password):
            flaw = passwords.SAME
        if flaw:
            return msgspec.structs.replace(made, flaw=flaw)
        fresh = _Secrets(self._hash(secret), secrets.codes if secrets else "")
        return msgspec.structs.replace(made, value=self._vault.seal(target.id, fresh))

    def _with_codes(self, made: Prepared, secrets: _Secrets | None, codes: str) -> Prepared:
        if secrets is None:
            return msgspec.structs.replace(made, flaw=NO_PASSWORD)
        if codes and not CODES_PATTERN.match(codes):
            return msgspec.structs.replace(made, flaw=NO_CODES)
        value = self._vault.seal(made.account, _Secrets(secrets.hash, codes))
        return msgspec.structs.replace(made, value=value, present=bool(codes))

    def _opened(self, stored: Stored | None) -> _Secrets | None:
        """As `_unsealed`; None as well when the second factor has got lost: the password alone is not enough."""
        secrets = self._unsealed(stored)
        return None if secrets is None or (stored is not None and stored.coded and not secrets.codes) else secrets

    def _unsealed(self, stored: Stored | None) -> _Secrets | None:
        """None when there is nothing, or not what the journal says."""
        if stored is None or not stored.digest or sha256(stored.value).hexdigest() != stored.digest:
            return None
        return self._vault.open(stored.id, stored.value)

    def _verifies(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False

    def _hash(self, password: str) -> str:
        return self._hasher.hash(_bytes(password))

    def _renewed(self, account: str, secrets: _Secrets, password: str) -> bytes:
        """Sealed anew when it was hashed with other parameters than today's."""
        if not self._hasher.check_needs_rehash(secrets.hash):
            return b""
        return self._vault.seal(account, _Secrets(self._hash(password), secrets.codes))

    def _step(self, codes: str, code: str) -> int:
        """The number of the code since 1970, 0 for a wrong one; all that it may be are compared, whichever it is."""
        now = int(self._now().timestamp()) // STEP_S
        totp = pyotp.TOTP(codes, interval=STEP_S)
        given = code.replace(" ", "").encode()
        found = 0
        for step in range(now - STEPS_OFF, now + STEPS_OFF + 1):
            if hmac.compare_digest(totp.generate_otp(step).encode(), given):
                found = step
        return found


def _of_directory(target: Stored) -> _Secrets | None:
    """Where a directory checks the password there need be nothing to hash; a code generator can be added."""
    return _Secrets("") if target.directory and not target.digest else None


def _bytes(password: str) -> bytes:
    return passwords.composed(password).encode(errors="surrogatepass")


def open_vault(path: Path) -> Vault:
    """With the key in `path`, made there at the first start. Raises DataFolderError."""
    return Vault(_key_in(path))


def open_journal_key(path: Path) -> tuple[bytes, Callable[[], None]]:
    """The 32 bytes that show who wrote the database; a key made for it lies in `path` once the second is called."""
    fresh = b"" if path.exists() else token_bytes(KEY_BYTES)
    key = fresh or _key_in(path)

    def keep() -> None:
        if fresh and _key_in(path, fresh) != fresh:
            raise _unusable(path, QT_TRANSLATE_NOOP("trouble", "another one was put there meanwhile"))

    return hmac.digest(key, b"commandcenter journal", sha256), keep


def _key_in(path: Path, fresh: bytes = b"") -> bytes:
    try:
        with suppress(FileExistsError):
            _write(path, (fresh or token_bytes(KEY_BYTES)).hex() + "\n")
        with path.open("rb") as file:
            mode, text = os.fstat(file.fileno()).st_mode, file.read(256)
        if stat.S_IMODE(mode) & 0o077:
            raise DataFolderError(
                QT_TRANSLATE_NOOP("trouble", "The key of the credentials {file} can be read by others."),
                QT_TRANSLATE_NOOP("trouble", "Take that right from them (chmod 600), and find out who has read it."),
                file=path,
            )
        key = bytes.fromhex(text.decode("ascii"))
    except OSError as error:
        raise _unusable(path, error.strerror or str(error)) from error
    except ValueError as error:
        raise _unusable(path, str(error)) from error
    if len(key) != KEY_BYTES:
        raise _unusable(path, QT_TRANSLATE_NOOP("trouble", "it is no key"))
    return key


def _write(path: Path, text: str) -> None:
    """A new file that only its owner can read. Raises FileExistsError: two that start together make one key."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists():
        raise FileExistsError(path)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


def _unusable(path: Path, reason: str) -> DataFolderError:
    return DataFolderError(
        QT_TRANSLATE_NOOP("trouble", "The key of the credentials {file} cannot be used: {reason}"),
        QT_TRANSLATE_NOOP("trouble", "Restore that file from a backup: without it nobody can sign in."),
        file=path,
        reason=reason,
    )
