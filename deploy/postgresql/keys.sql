-- The logins of the key store. Run once by whoever administers that server, connected to the key store's database;
-- set the passwords afterwards with \password.
--
-- Whom this trusts: whoever holds this login reads and writes wrapped keys, and nothing else. Without the root key
-- they open nothing; with it, and a copy of the data, everything. So it is nobody's who administers the data.
-- sharehub_keys_saver, for `sharehub backup keys`, reads the same and writes nothing.
create role sharehub_keys login;
grant usage, create on schema public to sharehub_keys;
create role sharehub_keys_saver login;
grant usage on schema public to sharehub_keys_saver;
alter default privileges for role sharehub_keys in schema public grant select on tables to sharehub_keys_saver;
