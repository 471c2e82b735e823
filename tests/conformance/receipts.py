"""Verifies the committed receipts, checkpoints and proofs with the PyPI packages `joserfc`, `rfc8785`
and `pymerkle`, which know nothing of Warung.

Environment: WARUNG_VECTORS, the committed file. Prints how many documents it verified, how many it
refused, how many proofs held, and how many QRs were put together again.
"""

import base64
import json
import os
import zlib

import rfc8785
from joserfc import jws
from joserfc.errors import BadSignatureError
from joserfc.jwk import KeySet
from pymerkle import InclusionProof, InmemoryTree

with open(os.environ["WARUNG_VECTORS"], encoding="utf8") as file:
    VECTORS = json.load(file)
KEYS = KeySet.import_key_set(VECTORS["keys"])


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def opened(text, typ):
    found = jws.deserialize_compact(text.encode(), KEYS, algorithms=["EdDSA"])
    assert found.protected["typ"] == typ, found.protected
    # The one spelling by RFC 8785 is the one that was signed.
    assert rfc8785.dumps(json.loads(found.payload)) == found.payload
    return json.loads(found.payload)


verified = 0
for document in VECTORS["documents"]:
    assert opened(document["jws"], "warung-receipt") == json.loads(document["payload"])
    verified += 1
for checkpoint in VECTORS["checkpoints"]:
    said = opened(checkpoint["jws"], "warung-checkpoint")
    assert (said["size"], said["root"]) == (checkpoint["size"], checkpoint["root"])
    verified += 1


def from_paper(text):
    """What the QR of a receipt carries, put together again with zlib."""
    digits = text.removeprefix("r1")
    blocks = [digits[at : at + 29] for at in range(0, len(digits), 29)]
    lengths = {len(str((1 << 8 * count) - 1)): count for count in range(1, 13)}
    packed = b"".join(int(block).to_bytes(lengths[len(block)], "big") for block in blocks)
    kid, rest = packed[1 : 1 + packed[0]].decode(), packed[1 + packed[0] :]
    unpacking = zlib.decompressobj(-15, zdict=VECTORS["dictionary"].encode())
    payload = unpacking.decompress(rest[64:]) + unpacking.flush()
    assert unpacking.eof and not unpacking.unused_data
    header = f'{{"alg":"EdDSA","typ":"warung-receipt","kid":"{kid}"}}'.encode()
    parts = (header, payload, rest[:64])
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


on_paper = 0
for document in VECTORS["documents"]:
    assert from_paper(document["on_paper"]) == document["jws"]
    on_paper += 1

refused = 0
for wrong in VECTORS["refused"]:
    try:
        opened(wrong["jws"], "warung-receipt")
    except BadSignatureError:
        refused += 1

# A tree of somebody else's making, out of the very bytes that are handed out.
tree = InmemoryTree(algorithm="sha256")
for document in VECTORS["documents"]:
    tree.append_entry(document["jws"].encode())
roots = {checkpoint["size"]: unb64(checkpoint["root"]) for checkpoint in VECTORS["checkpoints"]}
leaves = [unb64(document["leaf"]) for document in VECTORS["documents"]]
for size, root in roots.items():
    assert tree.get_root(size) == root, size

def root_of(start, end):
    part = InmemoryTree(algorithm="sha256")
    for document in VECTORS["documents"][start:end]:
        part.append_entry(document["jws"].encode())
    return part.get_root()


def subproof(size, start, end, is_known):
    """RFC 6962, section 2.1.2."""
    if size == end - start:
        return [] if is_known else [root_of(start, end)]
    left = 1 << ((end - start - 1).bit_length() - 1)
    middle = start + left
    if size <= left:
        return subproof(size, start, middle, is_known) + [root_of(middle, end)]
    return subproof(size - left, middle, end, False) + [root_of(start, middle)]


proofs = 0
for found in VECTORS["inclusions"]:
    index, size = found["position"] + 1, found["size"]
    leaf = leaves[found["position"]]
    rule = tree.prove_inclusion(index, size).rule
    path = [leaf] + [unb64(beside) for beside in found["path"]]
    ours = InclusionProof("sha256", True, size, index, rule, path)
    ours.verify(leaf, roots[size], index=index, size=size)
    proofs += 1
for found in VECTORS["consistency"]:
    earlier, later = found["from"], found["to"]
    # pymerkle lays such a proof out in a way of its own: it makes one between our heads, and the hashes
    # of ours are those that RFC 6962 asks for, each the root of a tree of pymerkle's.
    tree.prove_consistency(earlier, later).verify(roots[earlier], roots[later])
    assert [unb64(beside) for beside in found["path"]] == subproof(earlier, 0, later, True), found
    proofs += 1

print(f"{verified} verified, {refused} refused, {proofs} proofs, {on_paper} QRs")
