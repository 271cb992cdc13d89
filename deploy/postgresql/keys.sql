-- The login of the key store. Run once by whoever administers that server, connected to the key store's database;
-- set the password afterwards with \password.
--
-- Whom this trusts: whoever holds this login reads and writes wrapped keys, and nothing else. Without the root key
-- they open nothing; with it, and a copy of the data, everything. So it is nobody's who administers the data.
create role sharehub_keys login;
grant usage, create on schema public to sharehub_keys;
