-- Payment codes of the shop's own counters, and whose they are.
create table counter_codes (
    code text primary key,
    order_id text not null references orders (id)
) without rowid;

-- Shifts at the drawers of counters' devices. What is taken in them stands in the books.
create table shifts (
    id text primary key,
    device text not null,
    seller text not null,
    opened_at integer not null,
    is_open integer not null,
    body text not null
) without rowid;

create unique index shifts_open on shifts (device) where is_open = 1;
create index shifts_of_seller on shifts (seller, opened_at desc, id);
