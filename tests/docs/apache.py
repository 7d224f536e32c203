"""Debian's Apache as w3id.org runs it: one directory an identifier, each with an ``.htaccess``."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

MODULES = Path("/usr/lib/apache2/modules")
_CONFIGURATION = """\
ServerRoot "{root}"
ServerName localhost
Listen 127.0.0.1:{port}
PidFile "{root}/pid"
ErrorLog "{root}/errors"
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule dir_module {modules}/mod_dir.so
LoadModule headers_module {modules}/mod_headers.so
LoadModule negotiation_module {modules}/mod_negotiation.so
LoadModule rewrite_module {modules}/mod_rewrite.so
{user}
StartServers 1
DocumentRoot "{root}/ids"
Header always set Access-Control-Allow-Origin "*"
<Directory />
  AllowOverride None
  Require all denied
</Directory>
<Directory "{root}/ids">
  Options FollowSymLinks MultiViews
  AllowOverride All
  Require all granted
</Directory>
"""


def command() -> str | None:
    """The server's program; none where it is not installed."""
    return shutil.which("apache2", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@contextmanager
def serving(program: str, directory: str, htaccess: str) -> Iterator[tuple[str, int]]:
    """An Apache that has one identifier's directory, until the block ends; gives host and port."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        root.chmod(0o755)  # it serves as another user than root
        (root / "ids" / directory).mkdir(parents=True)
        (root / "ids" / directory / ".htaccess").write_text(htaccess, encoding="utf-8")
        port = _free_port()
        user = "User www-data\nGroup www-data" if os.geteuid() == 0 else ""
        configuration = root / "apache.conf"
        configuration.write_text(_CONFIGURATION.format(root=root, port=port, modules=MODULES, user=user))
        process = subprocess.Popen([program, "-D", "FOREGROUND", "-f", str(configuration)], stderr=subprocess.PIPE)
        try:
            _wait(process, port)
            yield "127.0.0.1", port
        finally:
            process.terminate()
            process.communicate(timeout=20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    """Return when it answers; raise what it says when it ends instead."""
    opener = build_opener(ProxyHandler({}))
    while True:
        try:
            opener.open(f"http://127.0.0.1:{port}/", timeout=20).close()
        except OSError as error:
            if hasattr(error, "code"):
                return
            try:
                process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
            assert process.stderr
            raise RuntimeError(process.stderr.read().decode()) from error
        else:
            return
