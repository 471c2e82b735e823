-- What a seller looks for among its receipts. The documents are signed texts; here is what
-- stands in them, by their place in the log. Those of before are read when this step is made.
create table receipt_archive (
    seller text not null,
    position integer not null references receipt_log (position),
    receipt text not null,
    kind text not null,
    -- Minor units.
    amount integer not null,
    issued_at integer not null,
    -- Number, order, buyer and reference, in small letters.
    words text not null,
    primary key (seller, position)
) without rowid;
