// The gateway's official client for Node drives every method of the practice bank: charge, status,
// duplicate, cancel, expire, refund. Prints a line for each method that went all the way.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { CoreApi } = createRequire(`${process.env.WARUNG_NODE_MODULES}/`)("midtrans-client");
const gateway = process.env.WARUNG_GATEWAY;
const serverKey = process.env.WARUNG_SERVER_KEY;
const run = process.env.WARUNG_RUN;
const core = new CoreApi({ isProduction: false, serverKey, clientKey: "unused" });
core.apiConfig.constructor.CORE_SANDBOX_BASE_URL = gateway;

const charges = JSON.parse(readFileSync(new URL("charges.json", import.meta.url)));
const AMOUNT = 75000;

const refusedWith = (code) => (error) => {
  assert.equal(Number(error.httpStatusCode), code, error.message);
  return true;
};

function charge({ name, body }, id) {
  return core.charge({
    ...body,
    transaction_details: { order_id: `${run}-${name}-${id}`, gross_amount: AMOUNT },
    item_details: [{ id: "kopi", name: "Kopi", price: AMOUNT, quantity: 1 }],
  });
}

function signature({ order_id, status_code, gross_amount }) {
  return createHash("sha512").update(order_id + status_code + gross_amount + serverKey).digest("hex");
}

async function status(id, expected, code) {
  const told = await core.transaction.status(id);
  assert.equal(told.transaction_status, expected);
  assert.equal(told.status_code, code);
  assert.equal(told.signature_key, signature(told));
  assert.equal(told.gross_amount, "75000.00");
  return told;
}

// Somebody at the till, the bank or in the wallet.
async function pay({ pay_with }, opened) {
  const link = opened.actions?.find((action) => action.name === "deeplink-redirect")?.url;
  const code = {
    va_number: () => opened.va_numbers[0].va_number,
    deeplink: () => new URL(link, gateway).searchParams.get("code"),
  }[pay_with]?.() ?? opened[pay_with];
  const answer = await fetch(`${gateway}/pay`, { method: "POST", body: new URLSearchParams({ code }) });
  assert.equal(answer.status, 200);
}

for (const kind of charges) {
  const opened = await charge(kind, "cancelled");
  assert.equal(opened.status_code, "201");
  assert.equal(opened.transaction_status, "pending");
  for (const field of kind.shows) assert.ok(opened[field], `${kind.name} shows no ${field}`);
  await status(opened.order_id, "pending", "201");
  await assert.rejects(charge(kind, "cancelled"), refusedWith(406));
  assert.equal((await core.transaction.cancel(opened.order_id)).status_code, "200");
  await status(opened.transaction_id, "cancel", "202");
  await assert.rejects(core.transaction.cancel(opened.order_id), refusedWith(412));

  const expired = await charge(kind, "expired");
  assert.equal((await core.transaction.expire(expired.order_id)).status_code, "407");
  await status(expired.order_id, "expire", "407");

  const paid = await charge(kind, "paid");
  await pay(kind, paid);
  await status(paid.order_id, "settlement", "200");
  await assert.rejects(core.transaction.expire(paid.order_id), refusedWith(412));
  const refund = { refund_key: `${run}-1`, amount: 20000, reason: "Barang rusak" };
  if (kind.refunds) {
    assert.equal((await core.transaction.refund(paid.order_id, refund)).status_code, "200");
    const part = await status(paid.order_id, "partial_refund", "200");
    assert.equal(part.refund_amount, "20000.00");
    await assert.rejects(core.transaction.refund(paid.order_id, refund), refusedWith(406));
    const rest = { refund_key: `${run}-2`, amount: 55000, reason: "Barang rusak" };
    assert.equal((await core.transaction.refundDirect(paid.order_id, rest)).status_code, "200");
    await status(paid.order_id, "refund", "200");
  } else {
    await assert.rejects(core.transaction.refund(paid.order_id, refund), refusedWith(412));
  }
  console.log(kind.name);
}
await assert.rejects(core.transaction.status(`${run}-nobody`), refusedWith(404));
const stranger = new CoreApi({ isProduction: false, serverKey: "SB-Mid-server-x", clientKey: "unused" });
await assert.rejects(stranger.transaction.status(`${run}-nobody`), refusedWith(401));
