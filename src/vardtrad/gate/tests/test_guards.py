"""The guards: what the database refuses, also of the application's own connection, and what ``compare`` names."""

import time
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, ProgrammingError, connection, transaction

from tests.toy import verbs
from tests.toy.rules import ADMISSION
from vardtrad.gate import guards
from vardtrad.gate.door import seal
from vardtrad.gate.models import Seal, Trace

WARD, HOME = uuid4(), uuid4()
NURSE = verbs.member(WARD)

APPEND_ONLY = ["gate_trace", "gate_version", "gate_seal", "cases_message", "toy_entry"]
THINGS = ["toy_plan", "toy_step", "cases_case"]


def run(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


def refuses(statement, *values):
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        run(statement, *values)
    assert isinstance(caught.value.__cause__, psycopg.errors.InsufficientPrivilege), caught.value
    return str(caught.value)


@pytest.mark.req("B-31")
class TestTheApplicationsOwnConnection:
    @pytest.mark.parametrize("table", APPEND_ONLY)
    def test_changes_and_removes_nothing(self, db, table):
        column = {"gate_seal": "position"}.get(table, "id")
        refuses(f"UPDATE {table} SET {column} = {column}")
        refuses(f"DELETE FROM {table}")
        refuses(f"TRUNCATE {table} CASCADE")

    def test_nor_in_the_traces_partitions(self, db):
        with connection.cursor() as cursor:
            cursor.execute("SELECT relid::regclass::text FROM pg_partition_tree('gate_trace') WHERE isleaf")
            leaves = [name for (name,) in cursor.fetchall()]
        assert len(leaves) >= 4
        for leaf in leaves:
            refuses(f"UPDATE {leaf} SET action = 'x'")
            refuses(f"DELETE FROM {leaf}")
            refuses(f"TRUNCATE {leaf}")
            refuses(f"INSERT INTO {leaf} SELECT * FROM {leaf}")
            refuses(f"ALTER TABLE gate_trace DETACH PARTITION {leaf}")

    @pytest.mark.parametrize("table", THINGS)
    def test_removes_no_thing(self, db, table):
        refuses(f"DELETE FROM {table}")
        refuses(f"TRUNCATE {table} CASCADE")

    @pytest.mark.parametrize("table", [*APPEND_ONLY, *THINGS])
    def test_touches_no_trigger(self, db, table):
        refuses(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        refuses(f"DROP TRIGGER gate_no_truncate ON {table}")
        refuses(f"DROP TABLE {table} CASCADE")
        refuses(f"CREATE TRIGGER a BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION gate_refuse_change()")

    def test_does_not_step_round_the_triggers(self, db):
        refuses("SET session_replication_role = replica")
        refuses("CREATE OR REPLACE FUNCTION gate_refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'")
        refuses("DROP FUNCTION gate_need_version() CASCADE")
        refuses("CREATE TABLE mine (a int)")
        # A temporary table of the same name would stand before the real one in the search path.
        refuses("CREATE TEMPORARY TABLE gate_version (a int)")
        refuses("CREATE SCHEMA mine")

    def test_gives_itself_no_right(self, db):
        before = guards.compare()
        with transaction.atomic():
            run(f'GRANT ALL ON gate_trace TO "{connection.settings_dict["USER"]}"')  # a warning, and nothing more
        assert guards.compare() == before == []

    def test_may_make_the_partitions_ahead(self, db):
        run("SELECT gate_trace_partitions()")


class TestStateChangesOnlyThroughTheDoor:
    CHANGES = (
        "state = 'done'",
        "state = 'done', version = version + 1",
        "version = version + 1",
        "version = version - 1",
        "version = 0, state = 'done'",
        "id = gen_random_uuid()",
    )

    @pytest.mark.parametrize("change", CHANGES)
    def test_for_the_application(self, db, change):
        plan = verbs.begin(NURSE, "Planen").thing
        refuses(f"UPDATE toy_plan SET {change} WHERE id = %s", plan.id)

    def test_for_the_owner_too(self, committed):
        plan = verbs.begin(NURSE, "Planen").thing
        with committed.owner() as owner:
            for change in self.CHANGES:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    owner.execute(f"UPDATE toy_plan SET {change} WHERE id = %s", [plan.id])

    def test_a_thing_is_not_put_in_beside_the_door(self, db):
        columns = "id, state, version, content, created, updated, title, ward, patient, marked"
        refuses(
            f"INSERT INTO toy_plan ({columns}) VALUES"
            " (gen_random_uuid(), 'draft', 1, 1, now(), now(), 'x', gen_random_uuid(), gen_random_uuid(), false)"
        )

    def test_an_old_version_gives_no_new_state(self, db):
        plan = verbs.begin(NURSE, "Planen").thing
        verbs.start(NURSE, plan.id, seen=1)
        refuses("UPDATE toy_plan SET state = 'draft', version = 1 WHERE id = %s", plan.id)

    def test_another_kinds_version_gives_no_new_state(self, db):
        """The version of a step lets the plan count on, but not change its state."""
        plan = verbs.begin(NURSE, "Planen", units=[HOME]).thing
        verbs.send_step(NURSE, plan.id, ADMISSION, HOME, seen=0)
        refuses("UPDATE toy_plan SET state = 'sent', version = 2 WHERE id = %s", plan.id)

    def test_no_other_column_is_written_past_the_door_either(self, db):
        plan = verbs.begin(NURSE, "Planen").thing
        refuses("UPDATE toy_plan SET marked = true WHERE id = %s", plan.id)

    def test_rows_stay_for_the_owner_too(self, committed):
        verbs.note(NURSE, verbs.begin(NURSE, "Planen").thing.id, "x")
        seal_all(committed)
        with committed.owner() as owner:
            for table in ("gate_trace", "gate_version", "gate_seal", "toy_entry", "toy_plan"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    owner.execute(f"DELETE FROM {table}")
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    owner.execute(f"TRUNCATE {table} CASCADE")


def seal_all(committed):
    deadline = time.monotonic() + 20
    # A transaction of another test's database may hold the server's horizon for a while.
    while seal.seal_batch() or Trace.objects.exclude(pk__in=Seal.objects.values("trace_id")).exists():
        assert time.monotonic() < deadline


class TestCompare:
    """What ``vardtrad check`` asks."""

    def test_all_is_well_after_migrate(self, db):
        assert guards.compare() == []

    def test_installing_again_mends(self, committed):
        committed.as_owner(
            "DROP TRIGGER gate_rows_stay ON gate_seal", f"GRANT DELETE ON gate_trace_other TO {committed.role}"
        )
        with committed.connected_to(committed.copy.owner_url):
            guards.install()
            guards.install()
        assert guards.compare() == []

    def test_names_a_role_that_can_do_what_the_owner_can(self, committed, server):
        with committed.connected_to(urlsplit(server.admin)._replace(path=f"/{committed.copy.name}").geturl()):
            with transaction.atomic():  # roles are the whole server's: nobody else may see this
                run(f"GRANT {server.owner} TO {committed.role}")
                differences = guards.compare()
                transaction.set_rollback(True)
            assert any(f"ägare {server.owner}" in sentence for sentence in differences)

    @pytest.mark.parametrize(
        ("statement", "words"),
        [
            ("ALTER ROLE {role} SUPERUSER", ("mer makt", "SUPERUSER")),
            ("ALTER ROLE {role} CREATEROLE CREATEDB", ("mer makt", "CREATEROLE, CREATEDB")),
            ("ALTER ROLE {role} REPLICATION BYPASSRLS", ("mer makt", "REPLICATION, BYPASSRLS")),
            ("GRANT pg_execute_server_program TO {role}", ("ingår i pg_execute_server_program",)),
            ("GRANT pg_write_all_data TO {role}", ("ingår i pg_write_all_data",)),
            ("GRANT {admin} TO {role}", ("mer makt", "genom rollen {admin}", "SUPERUSER")),
            ("GRANT SET ON PARAMETER session_replication_role TO {role}", ("session_replication_role",)),
            ("GRANT ALTER SYSTEM ON PARAMETER fsync TO PUBLIC", ("inställning fsync",)),
        ],
    )
    def test_names_every_power_over_the_server(self, committed, server, statement, words):
        names = {"role": committed.role, "admin": urlsplit(server.admin).username}
        with committed.connected_to(urlsplit(server.admin)._replace(path=f"/{committed.copy.name}").geturl()):
            with transaction.atomic():  # roles and settings are the whole server's: nobody else may see this
                run(statement.format(**names))
                found = guards.compare()
                transaction.set_rollback(True)
            assert any(all(word.format(**names) in sentence for word in words) for sentence in found), found
            assert guards.compare() == []

    def test_lets_the_role_look_at_statistics(self, committed, server):
        url = urlsplit(server.admin)._replace(path=f"/{committed.copy.name}").geturl()
        with committed.connected_to(url), transaction.atomic():
            run(f"GRANT pg_monitor TO {committed.role}")
            assert guards.compare() == []
            transaction.set_rollback(True)

    def test_names_every_dropped_trigger(self, as_owner):
        for trigger in guards.expected():
            run(f"DROP TRIGGER {trigger.name} ON {trigger.table}")
        differences = guards.compare()
        for trigger in guards.expected():
            assert f"Utlösaren {trigger.name} saknas på tabellen {trigger.table}." in differences
        assert len(differences) == len(list(guards.expected())) > 20

    @pytest.mark.parametrize(
        ("statement", "words"),
        [
            ("ALTER TABLE gate_version DISABLE TRIGGER gate_rows_stay", ("gate_rows_stay", "gate_version", "avstängd")),
            ("ALTER TABLE toy_step DISABLE TRIGGER USER", ("gate_needs_version", "toy_step", "avstängd")),
            ("ALTER TABLE gate_seal ENABLE REPLICA TRIGGER gate_rows_stay", ("gate_rows_stay", "gate_seal")),
            ("ALTER TABLE gate_trace_other DISABLE TRIGGER USER", ("gate_rows_stay", "gate_trace_other", "avstängd")),
            ("GRANT UPDATE ON gate_trace TO {role}", ("UPDATE", "gate_trace")),
            ("GRANT UPDATE (detail) ON gate_trace TO {role}", ("UPDATE", "gate_trace")),
            ("GRANT DELETE ON toy_plan TO PUBLIC", ("DELETE", "toy_plan")),
            ("GRANT TRUNCATE ON gate_seal TO {role}", ("TRUNCATE", "gate_seal")),
            ("GRANT TRUNCATE ON gate_trace_other TO {role}", ("TRUNCATE", "gate_trace_other")),
            ("GRANT DELETE ON gate_trace_other TO {role}", ("DELETE", "gate_trace_other")),
            ("GRANT TRIGGER ON gate_trace TO {role}", ("TRIGGER", "gate_trace")),
            ("GRANT CREATE ON SCHEMA public TO {role}", ("CREATE", "public")),
            ("REVOKE INSERT ON gate_trace FROM {role}", ("saknar INSERT", "gate_trace")),
            ("ALTER TABLE toy_step DROP CONSTRAINT toy_step_once", ("toy_step_once", "saknas")),
            ("ALTER TABLE gate_version DROP CONSTRAINT a_thing_has_one_version_of_each_number", ("a_thing_has_one_version_of_each_number",)),  # noqa: E501
            ("ALTER TABLE cases_case DROP CONSTRAINT a_distributed_case_has_a_handler", ("a_distributed_case_has_a_handler",)),  # noqa: E501
            (
                "CREATE OR REPLACE FUNCTION gate_refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",  # noqa: E501
                ("gate_refuse_change",),
            ),
            (
                "CREATE OR REPLACE TRIGGER gate_rows_stay BEFORE UPDATE ON gate_version"
                " FOR EACH ROW EXECUTE FUNCTION gate_refuse_change()",
                ("gate_rows_stay", "gate_version"),
            ),
        ],
    )  # fmt: skip
    def test_names(self, as_owner, statement, words):
        run(statement.format(role=settings.APP_ROLE))
        differences = guards.compare()
        assert any(all(word in sentence for word in words) for sentence in differences), differences


def test_the_checked_error_is_a_programming_error(db):
    with pytest.raises(ProgrammingError), transaction.atomic():
        run("DELETE FROM gate_trace")
