"""A mail server for tests: keeps what it gets, and answers as it is told.

Its arguments are one JSON object. It says its port, and then answers each line of its input with one of its output, until
the input ends.
"""

import asyncio
import base64
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Mailbox:
    """What came, and what is said to the next recipient."""

    def __init__(self):
        self.mails = []
        self.refusal = None

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.mails.append({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "encrypted": session.ssl is not None or bool(wanted.get("implicit")),
            "signed_in": bool(session.authenticated),
            "hello": session.host_name,
            "data": base64.b64encode(envelope.original_content).decode(),
        })
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    known = (data.login.decode(), data.password.decode()) == (wanted["user"], wanted["password"])
    return AuthResult(success=known, handled=False)


def protection():
    if "certificate" not in wanted:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(wanted["certificate"], wanted["key"])
    return context


async def main():
    mailbox, tls = Mailbox(), protection()
    implicit = bool(wanted.get("implicit"))
    options = {"enable_SMTPUTF8": bool(wanted.get("utf8"))}
    if tls and not implicit:
        options.update(tls_context=tls, require_starttls=True)
    if "user" in wanted:
        options.update(authenticator=authenticate, auth_required=True, auth_require_tls=not implicit)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(mailbox, hostname="mail.test", loop=loop, **options),
        "127.0.0.1", 0, ssl=tls if implicit else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        asked = json.loads(line)
        if "refusal" in asked:
            mailbox.refusal = asked["refusal"]
        print(json.dumps(mailbox.mails), flush=True)


wanted = json.loads(sys.argv[1])
asyncio.run(main())
