-- Attempts to be paid that others took the place of, counted from 1 within their order.
-- They are read with it, and found by name, because money may come for them yet.
create table earlier_attempts (
    payment text primary key,
    order_id text not null references orders (id),
    number integer not null,
    body text not null
) without rowid;

create index earlier_attempts_by_order on earlier_attempts (order_id, number, body);
