"""What a data folder's credentials are checked with, and the centre's rules for them."""

from __future__ import annotations

from commandcenter.adapters.clock import utc_now
from commandcenter.adapters.credentials import CredentialChecker, open_vault
from commandcenter.adapters.data_folder import DataFolder
from commandcenter.adapters.directory.opening import open_directory
from commandcenter.services.commands import Rules
from commandcenter.services.directory import Directory
from commandcenter.settings import Settings


def credential_checker(folder: DataFolder, directory: Directory | None = None) -> CredentialChecker:
    """With the folder's own key, made at the first start. Raises DataFolderError."""
    return CredentialChecker(open_vault(folder.vault_key), utc_now, directory=directory)


def directory_of(folder: DataFolder, settings: Settings) -> Directory | None:
    """What the settings name, None for nothing; nobody is asked yet. Raises DirectoryUnusable."""
    return open_directory(settings.directory, folder.path) if settings.directory else None


def account_rules(settings: Settings) -> Rules:
    return Rules(password_days=settings.accounts.password_days)
