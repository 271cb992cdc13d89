"""The font of boxes, made anew: what is shipped as bytes can be read here, and compared.

One box for every character, so that a letter which the typesetter's own fonts lack shows that it is there,
and can still be searched for, copied and read out. Source: OpenType 1.9, whose names of tables these are.
"""

from __future__ import annotations

import struct

NAME = "ShareHub Boxes"
EM, ADVANCE, ASCENT, DESCENT = 1000, 600, 800, -200
CORNERS = ((60, 0), (60, 700), (540, 700), (540, 0), (120, 60), (480, 60), (480, 640), (120, 640))
"""The outer edge of the box, and its inner edge the other way round."""
EVERY_CHARACTER = ((0x21, 0xD7FF), (0xE000, 0x10FFFF))
SUM_OF_ALL = 0xB1B0AFBA


def the_font() -> bytes:
    """Return the font, byte by byte the one that is shipped."""
    tables = _tables()
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    head = struct.pack(">IHHHH", 0x00010000, count, power * 16, power.bit_length() - 1, (count - power) * 16)
    place = len(head) + 16 * count
    records, bodies = b"", b""
    for tag, body in sorted(tables.items()):
        records += struct.pack(">4sIII", tag, _sum(body), place + len(bodies), len(body))
        bodies += body + bytes(-len(body) % 4)
    whole = head + records + bodies
    at = whole.index(tables[b"head"]) + 8
    return whole[:at] + struct.pack(">I", (SUM_OF_ALL - _sum(whole)) % 2**32) + whole[at + 4 :]


def _tables() -> dict[bytes, bytes]:
    box = _box()
    return {
        b"head": struct.pack(
            ">IIIIHHqqhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 3, EM, 0, 0, 60, 0, 540, 700, 0, 8, 2, 0, 0
        ),
        b"hhea": struct.pack(
            ">IhhhHhhhhhh8xhH", 0x10000, ASCENT, DESCENT, 0, ADVANCE, 60, 60, 540, 1, 0, 0, 0, 2
        ),
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 0x10000, 2, 8, 2, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
        b"hmtx": struct.pack(">HhHh", ADVANCE, 0, ADVANCE, 60),
        b"loca": struct.pack(">HHH", 0, 0, len(box) // 2),
        b"glyf": box,
        b"cmap": _characters(),
        b"name": _names(),
        b"post": struct.pack(">IIhhIIIII", 0x30000, 0, -100, 50, 0, 0, 0, 0, 0),
        b"OS/2": _metrics(),
    }


def _box() -> bytes:
    outline = struct.pack(">hhhhh", 2, 60, 0, 540, 700) + struct.pack(">HHH", 3, 7, 0)
    steps = [(x - a, y - b) for (a, b), (x, y) in zip(((0, 0), *CORNERS), CORNERS, strict=False)]
    on_the_curve = bytes([1] * len(CORNERS))
    body = outline + on_the_curve + b"".join(struct.pack(">h", x) for x, _ in steps)
    body += b"".join(struct.pack(">h", y) for _, y in steps)
    return body + bytes(-len(body) % 4)


def _characters() -> bytes:
    """Map every character to the one box: format 13, which was made for this."""
    groups = b"".join(struct.pack(">III", first, last, 1) for first, last in EVERY_CHARACTER)
    table = struct.pack(">HHIII", 13, 0, 16 + len(groups), 0, len(EVERY_CHARACTER)) + groups
    return struct.pack(">HHHHI", 0, 1, 3, 10, 12) + table


def _names() -> bytes:
    names = {1: NAME, 2: "Regular", 3: NAME, 4: NAME, 5: "1", 6: NAME.replace(" ", "")}
    records, texts = b"", b""
    for number, name in names.items():
        text = name.encode("utf-16-be")
        records += struct.pack(">HHHHHH", 3, 1, 0x409, number, len(text), len(texts))
        texts += text
    return struct.pack(">HHH", 0, len(names), 6 + len(records)) + records + texts


def _metrics() -> bytes:
    size, rise = (650, 600, 0, 75), (650, 600, 0, 350)
    return struct.pack(
        ">HhHHHhhhhhhhhhhh10sIIII4sHHHhhhHHIIhhHHH",
        4, ADVANCE, 400, 5, 0, *size, *rise, 50, 300, 0, bytes(10), 1, 0, 0, 0, b"NONE",
        0x40, 0x21, 0xFFFF, ASCENT, DESCENT, 0, ASCENT, -DESCENT, 0, 0, 500, 700, 0, 0x20, 0,
    )  # fmt: skip


def _sum(data: bytes) -> int:
    padded = data + bytes(-len(data) % 4)
    return sum(int.from_bytes(padded[at : at + 4]) for at in range(0, len(padded), 4)) % 2**32
