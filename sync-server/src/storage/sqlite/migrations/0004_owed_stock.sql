-- What was sold over the counter and was not on the shelf. Where there is a row the
-- shelf holds nothing.
create table owed_stock (
    product text not null,
    variant text not null,
    units integer not null check (units > 0),
    primary key (product, variant)
) without rowid;
