-- Bills of partners' that people pay in cash by a slip from a kiosk.
create table partner_bills (
    id text primary key,
    -- What a counter takes the cash for; none until the person has said yes to the bill.
    code text unique,
    -- The machine that asked for it.
    kiosk blob not null,
    shown_at integer not null,
    body text not null
) without rowid;

create index partner_bills_unanswered on partner_bills (shown_at) where code is null;

-- Payments that are passed on to partners, each under its own name for ever.
create table relays (
    reference text primary key,
    -- When somebody is to look after it; none once it is known what became of it.
    due integer,
    attempts integer not null,
    lease integer not null,
    body text not null
) without rowid;

create index relays_due on relays (due) where due is not null;

-- Which goods partners deliver.
create table delivered_by (
    product text not null,
    variant text not null,
    biller text not null,
    -- What the partner calls it, and what it gets for one.
    partner_product text,
    amount integer not null,
    primary key (product, variant)
) without rowid;
