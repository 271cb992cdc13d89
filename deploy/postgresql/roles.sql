-- The roles of a hub's database, and a login for each part of it. Run once by whoever administers the server,
-- connected to the database of data, before `sharehub migrate`; set the passwords afterwards with \password.
--
-- Whom this trusts: sharehub_owner owns the tables and sees everything: it is for `sharehub migrate` alone, and
-- its password is nowhere near the service. sharehub_service sees the cases of the unit it acts for, and nothing
-- without one. sharehub_custodian, for `sharehub rotate-keys`, crosses cases but adds no fact; sharehub_tasks is the
-- same for `sharehub worker` and `sharehub dispatcher`, under a password of its own. sharehub_orderer, for
-- `sharehub sequencer`, grows the log's tree and sees no case. sharehub_saver, for `sharehub backup data`, reads all
-- there is and writes nothing but that it did: with what it reads nothing opens, and it is given no key.
create role sharehub_app nologin;
create role sharehub_worker nologin;
create role sharehub_sequencer nologin;
create role sharehub_migration nologin;
create role sharehub_backup nologin;

create role sharehub_owner login in role sharehub_migration;
create role sharehub_service login in role sharehub_app;
create role sharehub_custodian login in role sharehub_worker;
create role sharehub_tasks login in role sharehub_worker;
create role sharehub_orderer login in role sharehub_sequencer;
create role sharehub_saver login bypassrls in role sharehub_backup;
grant pg_read_all_data to sharehub_saver;

-- Whatever the migrations make belongs to the role, not to a login.
alter role sharehub_owner set role sharehub_migration;
grant usage, create on schema public to sharehub_migration;
