-- The public log of receipts: which receipt is which leaf, counted from 0, and the
-- hash of every whole subtree. Level 0 are the leaves; the node at a level and a
-- position covers the 2^level leaves from position * 2^level on. Receipts of before
-- are appended when this step is made, in the order in which they were issued.
create table receipt_log (
    position integer primary key,
    receipt text not null unique references receipts (id)
);

create table receipt_log_nodes (
    level integer not null,
    position integer not null,
    hash blob not null,
    primary key (level, position)
) without rowid;

-- What the shop signed about the log, one row for each commit that added to it.
create table receipt_log_checkpoints (
    size integer primary key,
    jws text not null
);

-- A log is only added to, whatever the program does.
create trigger receipt_log_stays before update on receipt_log
begin select raise(abort, 'the receipt log is only added to'); end;
create trigger receipt_log_keeps before delete on receipt_log
begin select raise(abort, 'the receipt log is only added to'); end;
create trigger receipt_log_nodes_stay before update on receipt_log_nodes
begin select raise(abort, 'the receipt log is only added to'); end;
create trigger receipt_log_nodes_keep before delete on receipt_log_nodes
begin select raise(abort, 'the receipt log is only added to'); end;

-- Every key the shop ever signed with, so that old receipts verify even when the
-- file with the key is lost.
create table signing_keys (
    kid text primary key,
    jwk text not null,
    first_used integer not null
) without rowid;

-- Documents that could not be signed because the key was missing, oldest first.
create table receipts_due (
    number integer primary key,
    order_id text not null references orders (id),
    body text not null
);
