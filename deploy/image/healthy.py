"""Asks the api of this container how it is; exit 0 means well. `healthy.py live`, or `healthy.py ready`.

Whom this trusts: nobody. It asks its own machine alone, and believes a number.
"""

from __future__ import annotations

import http.client
import os
import ssl
import sys
from urllib.parse import urlsplit

SECONDS = 4
WELL = 200


def main() -> int:
    """Ask, and return the exit code."""
    told = os.environ  # noqa: TID251 - no part of the product: it needs nothing but a Python
    (question,) = sys.argv[1:]
    port = int(told.get("SHAREHUB_BIND", ":8000").rpartition(":")[2])
    if told.get("SHAREHUB_TLS_CERTIFICATE"):
        # To itself, by an address that no certificate names.
        context = ssl._create_unverified_context()  # noqa: S323, SLF001 - nothing is sent, and one number believed
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=SECONDS, context=context)
    else:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    hosts = told.get("SHAREHUB_HOSTS") or urlsplit(told.get("SHAREHUB_ORIGIN", "")).hostname or ""
    try:
        connection.request("GET", f"/health/{question}", headers={"Host": hosts.split(",")[0].strip()})
        return 0 if connection.getresponse().status == WELL else 1
    except (OSError, http.client.HTTPException):
        return 1
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
