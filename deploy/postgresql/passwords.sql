-- The passwords of the data's logins, read from the secrets of the container, as it is first made.
--
-- Whom this trusts: the machine that holds the secrets. Statements with passwords are kept out of the server's log.
set log_statement = 'none';
set log_min_error_statement = 'panic';
\set owner `cat /run/secrets/owner-password`
\set service `cat /run/secrets/service-password`
\set custodian `cat /run/secrets/custodian-password`
\set tasks `cat /run/secrets/tasks-password`
\set orderer `cat /run/secrets/orderer-password`
\set saver `cat /run/secrets/saver-password`
alter role sharehub_owner password :'owner';
alter role sharehub_service password :'service';
alter role sharehub_custodian password :'custodian';
alter role sharehub_tasks password :'tasks';
alter role sharehub_orderer password :'orderer';
alter role sharehub_saver password :'saver';
