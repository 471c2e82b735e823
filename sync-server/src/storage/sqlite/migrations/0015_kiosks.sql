-- Self-service machines, by the hash of their secret.
create table kiosks (
    token_hash blob primary key,
    seller text not null,
    name text not null,
    enrolled_at integer not null
) without rowid;

-- Which orders were opened at which machine: no phone signed for them.
create table kiosk_orders (
    order_id text primary key references orders (id),
    kiosk blob not null
) without rowid;
