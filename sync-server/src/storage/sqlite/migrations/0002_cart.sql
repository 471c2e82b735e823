-- The cart that follows an account. Quantity zero: taken out, and remembered so
-- that a phone that has not heard of it cannot bring the line back. A stamp is two
-- numbers: a count, and who counted.
create table cart_lines (
    account text not null references accounts (id),
    product text not null,
    variant text not null,
    quantity integer not null,
    life integer not null,
    life_by integer not null,
    edited integer not null,
    edited_by integer not null,
    place integer not null,
    primary key (account, product, variant)
) without rowid;
