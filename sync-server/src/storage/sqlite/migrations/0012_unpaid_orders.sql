-- What an account owes in cash, and what it let lapse: counted whenever it orders, and few
-- among the orders of anybody.
create index orders_owed_in_cash on orders (account)
where json_extract(body, '$.payment.pending.instructions') = 'cash';

create index orders_lapsed on orders (account, json_extract(body, '$.payment.expired.at'))
where json_type(body, '$.payment.expired') is not null;
