-- Payments that are settled for good, and when their gateway is asked again: it may have given
-- money back without a word. `looks` counts how often it was.
create table later_looks (
    payment text primary key,
    due integer not null,
    looks integer not null
) without rowid;

create index later_looks_due on later_looks (due);

-- Those from before are looked at as soon as may be.
insert into later_looks (payment, due, looks)
select payment_id, 0, 0 from orders
where payment_id is not null
    and json_type(body, '$.payment.settled') is not null
    and json_extract(body, '$.payment_method') <> 'cash-on-delivery';
