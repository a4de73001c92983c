"""SIP requests and responses as values, and as the bytes that travel; only what a plain phone needs (RFC 3261)."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field

REASONS = {
    100: "Trying",
    180: "Ringing",
    200: "OK",
    202: "Accepted",
    481: "Call Does Not Exist",
    480: "Temporarily Unavailable",
    486: "Busy Here",
    487: "Request Terminated",
    603: "Decline",
}

_ADDRESS = re.compile(r"<?sips?:(?:([^@;>]*)@)?([^;:>?]+)(?::(\d+))?")
_TAG = re.compile(r";\s*tag=([^;\s]+)")


NARROW, HD, WIDE = 0, 9, 118
"""Payload kinds of G.711 µ-law, of G.722 and, as Asterisk counts them, of 16-bit samples at 16 kHz."""
_NAMES = {NARROW: "PCMU/8000", HD: "G722/8000", WIDE: "L16/16000"}
"""G.722 has 16,000 samples a second and is said to have 8,000 (RFC 3551 §4.5.2)."""


def token() -> str:
    """A name that nobody else has: a branch, a tag, a call's key."""
    return secrets.token_hex(8)


def user_of(header: str) -> str:
    """The user part of an address header: `"Ann" <sip:1001@host>;tag=…` has 1001."""
    found = _ADDRESS.search(header)
    return found.group(1) or "" if found else ""


def tag_of(header: str) -> str:
    """The tag of a From or To header; empty without."""
    found = _TAG.search(header)
    return found.group(1) if found else ""


def uri_of(header: str) -> str:
    """The bare address of a Contact, From or To header."""
    return header[header.index("<") + 1 : header.index(">")] if "<" in header else header.split(";", 1)[0].strip()


@dataclass
class Message:
    """A request (`method`, `uri`) or a response (`status`). Headers keep their order; Via may be there many times."""

    method: str = ""
    uri: str = ""
    status: int = 0
    reason: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: str = ""

    def __getitem__(self, name: str) -> str:
        """The first header of that name; empty where there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def turn(self) -> tuple[int, str]:
        """Number and method of its CSeq."""
        number, _, method = self["CSeq"].partition(" ")
        return int(number), method.strip()

    @property
    def branch(self) -> str:
        """What is the same for a request and its responses."""
        found = re.search(r";\s*branch=([^;,\s]+)", self["Via"])
        return found.group(1) if found else ""

    def encoded(self) -> bytes:
        """As it travels."""
        first = f"SIP/2.0 {self.status} {self.reason}" if self.status else f"{self.method} {self.uri} SIP/2.0"
        body = self.body.encode()
        lines = [first, *(f"{name}: {value}" for name, value in self.headers), f"Content-Length: {len(body)}", "", ""]
        return "\r\n".join(lines).encode() + body

    def response(self, status: int, tag: str, *more: tuple[str, str], body: str = "") -> Message:
        """The response to this request, with our `tag` where it has none yet."""
        kept = [(name, value) for name, value in self.headers if name.lower() in ("via", "from", "call-id", "cseq")]
        to = self["To"] if tag_of(self["To"]) or status == 100 else f"{self['To']};tag={tag}"
        headers = [*kept, ("To", to), *more]
        if body:
            headers.append(("Content-Type", "application/sdp"))
        return Message(status=status, reason=REASONS.get(status, "Whatever"), headers=headers, body=body)


def decoded(data: bytes) -> Message:
    """The message that travelled."""
    head, _, body = data.decode(errors="replace").partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    headers = [(name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    if first.startswith("SIP/2.0 "):
        _, status, *reason = first.split(" ", 2)
        return Message(status=int(status), reason=" ".join(reason), headers=headers, body=body)
    method, uri, _ = first.split(" ", 2)
    return Message(method=method, uri=uri, headers=headers, body=body)


def description(host: str, port: int, way: str = "sendrecv", kind: int = NARROW) -> str:
    """SDP of one stream of that kind at host:port.

    `way` sendonly or inactive is a hold (RFC 3264 §8.4).
    """
    return (
        f"v=0\r\no=- {port} {secrets.randbelow(10**6)} IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\n"
        f"m=audio {port} RTP/AVP {kind}\r\na=rtpmap:{kind} {_NAMES[kind]}\r\na=ptime:20\r\na={way}\r\n"
    )


def media_target(body: str) -> tuple[str, int] | None:
    """Where a description wants the sound sent; None without."""
    host = re.search(r"^c=IN IP4 (\S+)", body, re.MULTILINE)
    port = re.search(r"^m=audio (\d+)", body, re.MULTILINE)
    return (host.group(1), int(port.group(1))) if host and port else None
