-- What a device said it still held when it last pushed: how many commands, and the
-- value of the orders among them in minor units of the shop's currency.
create table unsent (
    device text primary key references devices (id),
    commands integer not null,
    value integer not null
) without rowid;

create index devices_by_account on devices (account);

-- For gaps in what has come in from a device, and numbers used twice.
create index commands_by_device on commands (device, seq);
