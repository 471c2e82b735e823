-- What gateways have sent, word for word and for ever. What is due has not been looked into yet.
create table notices (
    id integer primary key,
    payment text not null,
    body blob not null,
    received_at integer not null,
    times integer not null,
    due integer,
    attempts integer not null,
    unique (payment, body)
);

create index notices_due on notices (due) where due is not null;
