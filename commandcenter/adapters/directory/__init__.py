"""A directory (LDAP) that checks passwords; python-ldap is needed where the settings name one, and only there."""
