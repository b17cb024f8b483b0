"""Compressed blocks as ClickHouse's server sends them where a client asks for them (`compress=1`).

The bytes stand in LZ4's form without being made shorter: one run of literals in each block. Blocks are short, so that their checksum,
CityHash128 in the version that ClickHouse keeps to (1.0.2), takes its form for short texts alone. Both forms are part of ClickHouse's
native protocol.
"""

import struct

WORD = (1 << 64) - 1
K0, K1, K2, K3 = 0xC3A5C85C97CB3127, 0xB492B66FBE98F273, 0x9AE16A3B2F90404F, 0xC949D7C7509E6557
MIXER = 0x9DDFEA08EB382D69
LITERALS = 100
LZ4 = 0x82


def blocks(body):
    return b"".join(block(body[start : start + LITERALS]) for start in range(0, len(body), LITERALS))


def block(part):
    size = len(part)
    run = bytes([size << 4]) if size < 15 else bytes([0xF0, size - 15])
    data = struct.pack("<BII", LZ4, 9 + len(run) + size, size) + run + part
    return struct.pack("<QQ", *checksum(data)) + data


def checksum(data):
    size = len(data)
    if size >= 16:
        return murmur(data[16:], word(data, 0) ^ K3, word(data, 8))
    return murmur(b"", word(data, 0) ^ (size * K0 & WORD), word(data, size - 8) ^ K1)


def murmur(data, a, b):
    size = len(data)
    if size <= 16:
        a = shifted(a * K1) * K1 & WORD
        c = (b * K1 + short(data)) & WORD
        d = shifted(a + (word(data, 0) if size >= 8 else c))
    else:
        c = mixed(word(data, size - 8) + K1, a)
        d = mixed(b + size, c + word(data, size - 16))
        a = (a + d) & WORD
        for at in range(0, size - 16, 16):
            a = (a ^ shifted(word(data, at) * K1) * K1) * K1 & WORD
            b ^= a
            c = (c ^ shifted(word(data, at + 8) * K1) * K1) * K1 & WORD
            d ^= c
    a, b = mixed(a, c), mixed(d, b)
    return a ^ b, mixed(b, a)


def short(data):
    size = len(data)
    if size > 8:
        a, b = word(data, 0), word(data, size - 8)
        return mixed(a, rotated(b + size, size)) ^ b
    if size >= 4:
        a, b = (struct.unpack_from("<I", data, at)[0] for at in (0, size - 4))
        return mixed(size + (a << 3), b)
    if size > 0:
        y = data[0] + (data[size >> 1] << 8)
        z = size + (data[size - 1] << 2)
        return shifted(y * K2 ^ z * K3) * K2 & WORD
    return K2


def mixed(low, high):
    low, high = low & WORD, high & WORD
    a = shifted((low ^ high) * MIXER)
    return shifted((high ^ a) * MIXER) * MIXER & WORD


def shifted(value):
    value &= WORD
    return value ^ (value >> 47)


def rotated(value, by):
    value &= WORD
    return (value >> by | value << (64 - by)) & WORD


def word(data, at):
    return struct.unpack_from("<Q", data, at)[0]
