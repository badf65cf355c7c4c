"""What a data folder's credentials are checked with, and the centre's rules for them."""

from __future__ import annotations

from commandcenter.adapters.clock import utc_now
from commandcenter.adapters.credentials import CredentialChecker, open_vault
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.services.commands import Rules
from commandcenter.settings import Settings


def credential_checker(folder: DataFolder) -> CredentialChecker:
    """With the folder's own key, made at the first start. Raises DataFolderError."""
    return CredentialChecker(open_vault(folder.vault_key), utc_now)


def account_rules(settings: Settings) -> Rules:
    return Rules(password_days=settings.accounts.password_days)
