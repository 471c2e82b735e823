-- The books, double entry: rows are added and never touched again. Every posting sums to
-- zero in each currency; the key says what happened to what, and is booked once.
create table book_postings (
    seq integer primary key,
    key text not null unique,
    -- None for a sale over the counter.
    order_id text references orders (id),
    at integer not null
);

create index book_postings_by_order on book_postings (order_id, seq) where order_id is not null;

-- Above zero a debit, below a credit, in minor units.
create table book_entries (
    posting integer not null references book_postings (seq),
    line integer not null,
    account text not null,
    currency text not null,
    amount integer not null check (amount <> 0),
    primary key (posting, line)
) without rowid;

create index book_entries_by_account on book_entries (account, posting);

create trigger book_postings_stay before update on book_postings
begin select raise(abort, 'the books are only added to'); end;

create trigger book_postings_last before delete on book_postings
begin select raise(abort, 'the books are only added to'); end;

create trigger book_entries_stay before update on book_entries
begin select raise(abort, 'the books are only added to'); end;

create trigger book_entries_last before delete on book_entries
begin select raise(abort, 'the books are only added to'); end;
