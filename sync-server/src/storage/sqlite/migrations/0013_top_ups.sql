-- What is under way onto balances: added up whenever somebody fills theirs, so that it never
-- comes to more than it may.
create index top_ups_coming on orders (account, json_extract(body, '$.breakdown.goods.minor'))
where json_extract(body, '$.purpose') = 'top-up'
  and json_extract(body, '$.state') not in ('completed', 'cancelled', 'returned')
  and (json_extract(body, '$.payment') = 'none'
       or json_type(body, '$.payment.pending') is not null
       or json_type(body, '$.payment.settled-provisionally') is not null);
