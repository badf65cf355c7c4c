"""A real directory server (OpenLDAP's slapd) of the tests' own: in a temporary folder, on loopback, gone afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from socket import create_connection

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.support.leftovers import SESSION_MARK
from tests.support.ports import free_row
from tests.support.waiting import eventually

PROGRAM = Path("/usr/sbin/slapd")
BASE = "dc=jiangbei,dc=example"
PEOPLE = f"ou=people,{BASE}"
SEARCHER, SEARCHER_PASSWORD = f"cn=core,{BASE}", "Looks-For-People-1"
PASSWORD = "Kept-In-The-Directory-1"
PASSWORD_ZH = "江北·目录·口令·壹"
HOST = "127.0.0.1"

# Simple binds without a password are let in here, as many directories let them: the trap is real.
CONFIG = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {folder}/pid
allow bind_anon_dn
TLSCACertificateFile {folder}/ca.pem
TLSCertificateFile {folder}/server.pem
TLSCertificateKeyFile {folder}/server.key
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="{searcher}" read by * none
database mdb
suffix "{base}"
directory {folder}/data
maxsize 10485760
"""
ENTRIES = f"""
dn: {BASE}
objectClass: domain
dc: jiangbei

dn: {SEARCHER}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: core
userPassword: {SEARCHER_PASSWORD}

dn: {PEOPLE}
objectClass: organizationalUnit
ou: people

dn: ou=elsewhere,{BASE}
objectClass: referral
objectClass: extensibleObject
ou: elsewhere
ref: ldap://127.0.0.1:1/ou=elsewhere,{BASE}
"""


class Slapd:
    """Runs from `start` until `stop`; the same people each time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_row(2)
        self.tls_port = self.port + 1
        self._process: subprocess.Popen[bytes] | None = None
        # A copy: where AppArmor guards the system's own slapd, it may read and write nothing here.
        self._program = Path(shutil.copy(PROGRAM, folder / "slapd"))
        (folder / "data").mkdir()
        config = CONFIG.format(folder=folder, searcher=SEARCHER, base=BASE)
        (folder / "slapd.conf").write_text(config)
        certificates(folder)
        (folder / "people.ldif").write_text(ENTRIES + "".join(people()), encoding="utf-8")
        made = ["-T", "add", "-f", str(folder / "slapd.conf"), "-l", str(folder / "people.ldif")]
        subprocess.run([str(self._program), *made], check=True, capture_output=True, timeout=60)

    @property
    def url(self) -> str:
        return f"ldap://{HOST}:{self.port}"

    @property
    def tls_url(self) -> str:
        return f"ldaps://{HOST}:{self.tls_port}"

    @property
    def ca_file(self) -> Path:
        return self.folder / "ca.pem"

    def start(self) -> None:
        listen = f"{self.url}/ {self.tls_url}/"
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(self._program), "-f", str(self.folder / "slapd.conf"), "-h", listen, "-d", "0"],
                stdout=log,
                stderr=log,
                env={**os.environ, SESSION_MARK: "1"},
                start_new_session=True,
            )
        eventually(self._answers, 30, "the directory server listens")

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(30)
            self._process = None

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Calls are taken, by the system, and nothing is answered."""
        process = self._running()
        process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            process.send_signal(signal.SIGCONT)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            raise RuntimeError((self.folder / "log").read_text())
        return self._process

    def _answers(self) -> bool:
        self._running()
        try:
            create_connection((HOST, self.tls_port), 1).close()
        except OSError:
            return False
        return True


def people() -> Iterator[str]:
    """Each with `PASSWORD` but for the last ones."""
    yield _person("li.wei", "李伟", PASSWORD)
    yield _person("chen.jing", "陈静", PASSWORD)
    yield _person("wang.min", "王敏", PASSWORD_ZH)
    # Whose names would mean something in a filter or in a name.
    for uid in ("*)(uid=*", "chen, jing+x=y", "a\\2ab", ' "odd";<#> ', "李·伟"):
        yield _person(uid, "Odd", PASSWORD)
    yield _person("twin.one", "Twin", PASSWORD, "twin@jiangbei.example")
    yield _person("twin.two", "Twin", PASSWORD, "twin@jiangbei.example")
    yield _person("no.password", "None", "")


def _person(uid: str, name: str, password: str, mail: str = "") -> str:
    def line(attribute: str, value: str) -> str:
        return f"{attribute}:: {b64encode(value.encode()).decode()}\n" if value else ""

    rdn = "".join(f"\\{byte:02x}" for byte in uid.encode())
    head = f"\ndn: uid={rdn},{PEOPLE}\nobjectClass: inetOrgPerson\n"
    return (
        head
        + line("uid", uid)
        + line("cn", name)
        + line("sn", name)
        + line("mail", mail)
        + line("userPassword", password)
    )


def certificates(folder: Path) -> None:
    """An authority of its own (`ca.pem`), another one (`other.pem`), and the server's, good for `HOST` alone."""
    authority, key = _authority("tests")
    other, _ = _authority("others")
    own = ec.generate_private_key(ec.SECP256R1())
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))])
    server = _certificate(HOST, own, authority.subject).add_extension(names, critical=False)
    (folder / "ca.pem").write_bytes(_pem(authority))
    (folder / "other.pem").write_bytes(_pem(other))
    (folder / "server.pem").write_bytes(_pem(server.sign(key, hashes.SHA256())))
    secret = own.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    (folder / "server.key").write_bytes(secret)


def _authority(name: str) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = _certificate(name, key, subject).add_extension(x509.BasicConstraints(True, None), critical=True)
    return made.sign(key, hashes.SHA256()), key


def _certificate(name: str, key: ec.EllipticCurvePrivateKey, issuer: x509.Name) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


@contextmanager
def running_slapd() -> Iterator[Slapd]:
    with tempfile.TemporaryDirectory(prefix="centre-slapd-") as name:
        server = Slapd(Path(name))
        server.start()
        try:
            yield server
        finally:
            server.stop()
