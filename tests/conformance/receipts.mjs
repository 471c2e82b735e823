// Verifies the committed receipts and checkpoints with the npm package `jose`, which knows
// nothing of Warung.
//
// Environment: WARUNG_VECTORS, the committed file; WARUNG_NODE_MODULES, where jose lies. Prints how
// many documents it verified and how many it refused.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import assert from "node:assert/strict";

const { WARUNG_VECTORS, WARUNG_NODE_MODULES } = process.env;
const require = createRequire(`${WARUNG_NODE_MODULES}/x.js`);
const { compactVerify, createLocalJWKSet } = await import(pathToFileURL(require.resolve("jose")));

const vectors = JSON.parse(readFileSync(WARUNG_VECTORS, "utf8"));
const keys = createLocalJWKSet(vectors.keys);
const open = async (jws, typ) => {
  const { payload, protectedHeader } = await compactVerify(jws, keys, { algorithms: ["EdDSA"] });
  assert.equal(protectedHeader.typ, typ);
  return new TextDecoder().decode(payload);
};

let verified = 0;
for (const document of vectors.documents) {
  assert.equal(await open(document.jws, "warung-receipt"), document.payload);
  verified += 1;
}
for (const checkpoint of vectors.checkpoints) {
  const said = JSON.parse(await open(checkpoint.jws, "warung-checkpoint"));
  assert.equal(said.size, checkpoint.size);
  assert.equal(said.root, checkpoint.root);
  verified += 1;
}
let refused = 0;
for (const { what, jws } of vectors.refused) {
  await assert.rejects(open(jws, "warung-receipt"), undefined, what);
  refused += 1;
}
console.log(`${verified} verified, ${refused} refused`);
