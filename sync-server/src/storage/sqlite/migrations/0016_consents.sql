-- The newest shift at one drawer, however many others a seller has.
create index shifts_of_drawer on shifts (seller, device, opened_at desc, id desc);

-- What people of a business prove themselves with at each other's counters.
create table pins (
    account text primary key references accounts (id),
    hash text not null
) without rowid;

-- Who has let whom undo which payment in cash, and by which command that was done. Kept for good.
create table consents (
    id text primary key,
    order_id text not null references orders (id),
    cashier text not null,
    witness text not null,
    given_at integer not null,
    used_by text
) without rowid;
