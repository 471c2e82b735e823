"""The gateway's official client for Python drives every method of the practice bank: charge, status,
duplicate, cancel, expire, refund. Prints a line for each method that went all the way."""

import hashlib
import json
import os
import pathlib
import urllib.parse

import midtransclient
import requests
from midtransclient.error_midtrans import MidtransAPIError

GATEWAY = os.environ["WARUNG_GATEWAY"]
SERVER_KEY = os.environ["WARUNG_SERVER_KEY"]
RUN = os.environ["WARUNG_RUN"]
AMOUNT = 75000

core = midtransclient.CoreApi(is_production=False, server_key=SERVER_KEY, client_key="unused")
core.api_config.CORE_SANDBOX_BASE_URL = GATEWAY


def charge(kind, name):
    order = {"order_id": f"{RUN}-{kind['name']}-{name}", "gross_amount": AMOUNT}
    item = {"id": "kopi", "name": "Kopi", "price": AMOUNT, "quantity": 1}
    return core.charge({**kind["body"], "transaction_details": order, "item_details": [item]})


def refused(code, call, *arguments):
    try:
        call(*arguments)
    except MidtransAPIError as error:
        assert int(error.api_response_dict["status_code"]) == code, error
        return
    raise AssertionError(f"not refused with {code}")


def status(name, expected, code):
    told = core.transactions.status(name)
    assert (told["transaction_status"], told["status_code"]) == (expected, code), told
    signed = told["order_id"] + told["status_code"] + told["gross_amount"] + SERVER_KEY
    assert told["signature_key"] == hashlib.sha512(signed.encode()).hexdigest()
    assert told["gross_amount"] == "75000.00"
    return told


def pay(kind, opened):
    """Somebody at the till, the bank or in the wallet."""
    means = kind["pay_with"]
    if means == "va_number":
        code = opened["va_numbers"][0]["va_number"]
    elif means == "deeplink":
        link = next(a["url"] for a in opened["actions"] if a["name"] == "deeplink-redirect")
        code = urllib.parse.parse_qs(urllib.parse.urlparse(link).query)["code"][0]
    else:
        code = opened[means]
    answer = requests.post(f"{GATEWAY}/pay", data={"code": code}, timeout=30)
    assert answer.status_code == 200, answer.text


def goes_all_the_way(kind):
    opened = charge(kind, "cancelled")
    assert (opened["status_code"], opened["transaction_status"]) == ("201", "pending")
    for field in kind["shows"]:
        assert opened.get(field), f"{kind['name']} shows no {field}"
    status(opened["order_id"], "pending", "201")
    refused(406, charge, kind, "cancelled")
    assert core.transactions.cancel(opened["order_id"])["status_code"] == "200"
    status(opened["transaction_id"], "cancel", "202")
    refused(412, core.transactions.cancel, opened["order_id"])

    expired = charge(kind, "expired")
    assert core.transactions.expire(expired["order_id"])["status_code"] == "407"
    status(expired["order_id"], "expire", "407")

    paid = charge(kind, "paid")
    pay(kind, paid)
    status(paid["order_id"], "settlement", "200")
    refused(412, core.transactions.expire, paid["order_id"])
    refund = {"refund_key": f"{RUN}-1", "amount": 20000, "reason": "Barang rusak"}
    if not kind["refunds"]:
        refused(412, core.transactions.refund, paid["order_id"], refund)
        return
    assert core.transactions.refund(paid["order_id"], refund)["status_code"] == "200"
    assert status(paid["order_id"], "partial_refund", "200")["refund_amount"] == "20000.00"
    refused(406, core.transactions.refund, paid["order_id"], refund)
    rest = {"refund_key": f"{RUN}-2", "amount": 55000, "reason": "Barang rusak"}
    assert core.transactions.refundDirect(paid["order_id"], rest)["status_code"] == "200"
    status(paid["order_id"], "refund", "200")


for kind in json.loads(pathlib.Path(__file__).with_name("charges.json").read_text()):
    goes_all_the_way(kind)
    print(kind["name"])
refused(404, core.transactions.status, f"{RUN}-nobody")
stranger = midtransclient.CoreApi(is_production=False, server_key="SB-Mid-server-x", client_key="x")
stranger.api_config.CORE_SANDBOX_BASE_URL = GATEWAY
refused(401, stranger.transactions.status, f"{RUN}-nobody")
