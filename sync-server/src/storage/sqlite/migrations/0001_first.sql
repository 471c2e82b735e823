-- Ids are text, amounts are integers in minor units, moments are milliseconds
-- since 1970. What is asked for has a column; the rest of a value is JSON.

create table facts (
    name text primary key,
    value text not null
) without rowid;

-- Revisions and numbers: each row counts up inside the transaction that uses
-- it, so a rolled-back number is given again and no series has gaps.
create table counters (
    name text primary key,
    value integer not null
) without rowid;

create table categories (
    id text primary key,
    position integer not null,
    body text not null
) without rowid;

create table sellers (
    id text primary key,
    body text not null
) without rowid;

-- A product without its variants.
create table products (
    id text primary key,
    seller text not null,
    rev integer not null,
    body text not null
) without rowid;

-- Stock is null where nothing is counted, and never negative.
create table variants (
    product text not null references products (id) on delete cascade,
    id text not null,
    position integer not null,
    label text not null,
    price integer not null,
    list_price integer,
    stock integer check (stock is null or stock >= 0),
    primary key (product, id)
) without rowid;

create table details (
    product text primary key references products (id) on delete cascade,
    body text not null
) without rowid;

-- A row holds from its revision until the next row of the same variant. Price
-- is null from where the variant was no longer for sale. Outlives the product.
create table prices (
    product text not null,
    variant text not null,
    rev integer not null,
    price integer,
    at integer not null,
    primary key (product, variant, rev)
) without rowid;

-- The feed. A newer row about the same thing replaces the older one, so the
-- feed grows with the catalog and not with its history.
create table changes (
    product text not null,
    topic text not null,
    rev integer not null,
    body text not null,
    primary key (product, topic)
) without rowid;

create index changes_by_rev on changes (rev);

create table shards (
    position integer primary key,
    hash text not null unique,
    category text,
    products integer not null,
    block blob not null,
    br blob not null,
    zstd blob not null,
    gzip blob not null
);

create table accounts (
    id text primary key,
    phone text not null unique,
    name text not null,
    password_hash text not null,
    verified integer not null,
    role text not null,
    -- The business a seller sells for, out of the role.
    seller text,
    created_at integer not null
) without rowid;

create index accounts_by_seller on accounts (seller) where seller is not null;

create table sessions (
    token_hash blob primary key,
    account text not null references accounts (id),
    created_at integer not null,
    expires_at integer not null
) without rowid;

create table otps (
    phone text primary key,
    code_hash blob not null,
    expires_at integer not null,
    attempts integer not null
) without rowid;

create table attempts (
    kind text not null,
    key text not null,
    at integer not null
);

create index attempts_by_key on attempts (kind, key, at);

create table devices (
    id text primary key,
    account text not null references accounts (id),
    public_key text not null,
    last_seq integer not null,
    last_seen integer not null
) without rowid;

-- The command ledger. Never deleted from.
create table commands (
    id text primary key,
    device text not null,
    account text not null,
    seq integer not null,
    kind text not null,
    hash blob not null,
    bytes text not null,
    verdict text not null,
    received_at integer not null
);

create table orders (
    id text primary key,
    rev integer not null unique,
    account text not null,
    command text not null unique,
    payment_id text unique,
    gateway_reference text,
    -- When the job looks at its payment again; null when nothing is awaited.
    check_at integer,
    body text not null
);

create index orders_by_account on orders (account, rev);
create index orders_by_check on orders (check_at) where check_at is not null;

create table order_sellers (
    seller text not null,
    order_id text not null references orders (id),
    rev integer not null,
    primary key (order_id, seller)
) without rowid;

create index order_sellers_by_rev on order_sellers (seller, rev);

create table receipts (
    id text primary key,
    order_id text not null references orders (id),
    seller text not null,
    number text not null unique,
    jws text not null,
    issued_at integer not null
);

create index receipts_by_order on receipts (order_id, issued_at);
create index receipts_by_seller on receipts (seller, issued_at);

create table charges (
    order_id text primary key references orders (id),
    due integer not null,
    attempts integer not null,
    lease integer not null
) without rowid;

create index charges_by_due on charges (due);
