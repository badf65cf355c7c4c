"""The secret of a one-time code generator, as a telephone takes it: text, address, and picture for a terminal."""

from __future__ import annotations

import io
from datetime import datetime

import pyotp
import segno


class NewCodes:
    """A fresh secret of 160 bits for that account; `issuer` is what the telephone shows beside it."""

    def __init__(self, account: str, issuer: str) -> None:
        self.secret = pyotp.random_base32()
        self._totp = pyotp.TOTP(self.secret)
        self.address = self._totp.provisioning_uri(name=account, issuer_name=issuer)

    def picture(self) -> str:
        """A QR code in half blocks, for a terminal of dark or light ground."""
        text = io.StringIO()
        segno.make(self.address, error="m").terminal(text, compact=True)
        return text.getvalue()

    def verifies(self, code: str, now: datetime) -> bool:
        """Whether the telephone shows what it should; its clock may be 30 s off."""
        return self._totp.verify(code.replace(" ", ""), for_time=now, valid_window=1)
