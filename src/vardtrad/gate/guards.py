"""The database's own guards: triggers and rights that apply even to the application's own connection.

* A Movable's state or version changes only when its Version row is already there; a Part's likewise.
* Append-only rows (traces, seal, versions, and what subjects mark as such) are never changed, removed or truncated.
* Kept rows (messages, participants and the like) are never removed, and only the columns that they name are changed.
* The application's role owns nothing, so it can drop no trigger.

The owner runs the migrations with the guards ``lifted`` (``vardtrad migrate``), which installs them afterwards;
``compare`` is what ``vardtrad check`` asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from vardtrad.gate.models import AppendOnly, Kept, Movable, Part

FUNCTIONS = """
CREATE OR REPLACE FUNCTION gate_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE FUNCTION gate_keep_columns() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := string_to_array(TG_ARGV[0], ',');
BEGIN
    IF (to_jsonb(NEW) - free) IS DISTINCT FROM (to_jsonb(OLD) - free) THEN
        RAISE EXCEPTION 'only % of % may be changed', TG_ARGV[0], TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION gate_need_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    allowed boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        -- Whatever changes, permissions or patient as well as state, changes as a new version.
        IF NEW.id <> OLD.id OR NEW.version <= OLD.version THEN
            RAISE EXCEPTION 'the rows of % change only by a new version', TG_TABLE_NAME
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF TG_ARGV[0] = 'part' THEN
            IF (NEW.thing_id, NEW.kind, NEW.holder) IS DISTINCT FROM (OLD.thing_id, OLD.kind, OLD.holder) THEN
                RAISE EXCEPTION 'a part stays where it is' USING ERRCODE = 'insufficient_privilege';
            END IF;
        END IF;
    END IF;
    IF TG_ARGV[0] = 'part' THEN
        allowed := EXISTS (
            SELECT 1 FROM public.gate_version v
            WHERE v.key = NEW.thing_id AND v.number = NEW.version AND v.state_to = NEW.state
              AND v.part = NEW.kind AND v.holder IS NOT DISTINCT FROM NEW.holder
        );
    ELSE
        -- A move of a part changes the thing's version but not its state.
        allowed := EXISTS (
            SELECT 1 FROM public.gate_version v
            WHERE v.key = NEW.id AND v.number = NEW.version
              AND CASE WHEN v.part = '' THEN v.state_to = NEW.state ELSE TG_OP = 'UPDATE' AND NEW.state = OLD.state END
        );
    END IF;
    IF NOT allowed THEN
        RAISE EXCEPTION 'the state of % changes only through the door', TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION gate_trace_partitions() RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE
    first date := date_trunc('month', now() AT TIME ZONE 'UTC')::date;
    start date;
    made integer := 0;
BEGIN
    FOR i IN 0..2 LOOP
        start := (first + make_interval(months => i))::date;
        IF to_regclass('public.gate_trace_' || to_char(start, 'YYYYMM')) IS NULL THEN
            BEGIN
                EXECUTE format(
                    'CREATE TABLE public.gate_trace_%s PARTITION OF public.gate_trace FOR VALUES FROM (%L) TO (%L)'
                    ' WITH (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)',
                    to_char(start, 'YYYYMM'), start || ' 00:00+00', (start + interval '1 month')::date || ' 00:00+00');
                made := made + 1;
            EXCEPTION WHEN check_violation THEN
                -- Rows of this month are in the default partition already: they stay there, and nothing stops.
                NULL;
            END;
        END IF;
    END LOOP;
    RETURN made;
END $$;
REVOKE ALL ON FUNCTION gate_trace_partitions() FROM PUBLIC;
"""


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger that a table must have: at which events, for each row or once, and the function it runs."""

    table: str
    name: str
    events: frozenset[str]
    each: str
    function: str
    argument: str = ""

    @property
    def statement(self) -> str:
        """The statement that creates it."""
        argument = f"'{self.argument}'" if self.argument else ""
        return (
            f'CREATE TRIGGER {self.name} BEFORE {" OR ".join(sorted(self.events))} ON "{self.table}"'
            f" FOR EACH {self.each} EXECUTE FUNCTION {self.function}({argument})"
        )

    @property
    def fingerprint(self) -> tuple[int, str, str, bool]:
        """How it appears in ``pg_trigger``: type bits, function, argument, and that it has no condition."""
        bits = sum(_EVENT_BITS[event] for event in self.events) + _BEFORE + (_ROW if self.each == "ROW" else 0)
        return bits, self.function, self.argument, True


# The bits of pg_trigger.tgtype (PostgreSQL, src/include/catalog/pg_trigger.h).
_ROW, _BEFORE = 1, 2
_EVENT_BITS = {"INSERT": 4, "DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}


def expected() -> Iterator[Trigger]:
    """Every trigger that the installed subjects need."""
    refuse, need = "gate_refuse_change", "gate_need_version"
    for model in apps.get_models():
        table = model._meta.db_table
        if issubclass(model, AppendOnly):
            yield Trigger(table, "gate_rows_stay", frozenset({"UPDATE", "DELETE"}), "ROW", refuse)
        if issubclass(model, (Movable, Part)):
            kind = "part" if issubclass(model, Part) else "thing"
            yield Trigger(table, "gate_needs_version", frozenset({"INSERT", "UPDATE"}), "ROW", need, kind)
            yield Trigger(table, "gate_rows_remain", frozenset({"DELETE"}), "ROW", refuse)
        if issubclass(model, Kept):
            free = {field.name: field.column for field in model._meta.concrete_fields}
            columns = ",".join(sorted(str(free[name]) for name in model.may_change))
            yield Trigger(table, "gate_columns_stay", frozenset({"UPDATE"}), "ROW", "gate_keep_columns", columns)
            yield Trigger(table, "gate_rows_remain", frozenset({"DELETE"}), "ROW", refuse)
        if issubclass(model, (AppendOnly, Movable, Part, Kept)):
            yield Trigger(table, "gate_no_truncate", frozenset({"TRUNCATE"}), "STATEMENT", refuse)


def rights(model: type[models.Model]) -> str:
    """The rights that the application's role has on a model's table."""
    if issubclass(model, AppendOnly):
        return "SELECT, INSERT"
    if issubclass(model, (Movable, Part, Kept)):
        return "SELECT, INSERT, UPDATE"
    return "SELECT, INSERT, UPDATE, DELETE"


@contextmanager
def lifted() -> Iterator[None]:
    """Remove the triggers for the body, which changes tables, and install everything as expected afterwards.

    Run as the owner, and all of it in one transaction: the body's changes are committed with the guards back, or not at
    all. Each guarded table is locked from the beginning until the outermost transaction ends, for readers too, so that
    no other connection meets it unguarded.
    """
    with transaction.atomic():
        _remove()
        yield
        install()


def _remove() -> None:
    """Remove every trigger that runs a function of the guards, also one that this version no longer knows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_namespace n ON n.oid = c.relnamespace"
            # A partition's copy goes with its parent's trigger.
            " WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND n.nspname = 'public' AND p.proname LIKE 'gate\\_%%'"
            " ORDER BY c.oid, t.tgname"
        )
        for table, name in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}" ON "{table}"')


def install() -> None:
    """Make functions, triggers, partitions and rights as expected. Run as the owner; may be run again at any time."""
    role = sql.Identifier(settings.APP_ROLE)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FUNCTIONS)
        for trigger in expected():
            cursor.execute(f'DROP TRIGGER IF EXISTS {trigger.name} ON "{trigger.table}"')
            cursor.execute(trigger.statement)
        cursor.execute("SELECT gate_trace_partitions()")
        statements: list[sql.Composable] = [
            sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(role),
            sql.SQL("REVOKE CREATE ON SCHEMA public FROM PUBLIC"),
            sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role),
            sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(role),
            sql.SQL("GRANT EXECUTE ON FUNCTION gate_trace_partitions() TO {}").format(role),
            sql.SQL("GRANT SELECT ON django_migrations TO {}").format(role),
        ]
        statements += [
            sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(rights(model)), sql.Identifier(table), role)
            for model in apps.get_models(include_auto_created=True)
            for table in [model._meta.db_table]
        ]
        for statement in statements:
            cursor.execute(statement.as_string(cursor.connection))


def compare() -> list[str]:
    """The differences between the database and what is expected, one sentence each; empty when all is well."""
    with connection.cursor() as cursor:
        return [*_triggers(cursor), *_functions(cursor), *_rights(cursor), *_role(cursor), *_constraints(cursor)]


def _triggers(cursor: CursorWrapper) -> Iterator[str]:
    cursor.execute(
        "SELECT c.relname, t.tgname, t.tgenabled, t.tgtype, p.proname,"
        " rtrim(encode(t.tgargs, 'escape'), %s), t.tgqual IS NULL AND t.tgattr = ''::int2vector"
        " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
        " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND n.nspname = 'public'"
        " ORDER BY c.relname, t.tgname",
        ["\\000"],
    )
    installed = {(table, name): (enabled, tuple(rest)) for table, name, enabled, *rest in cursor.fetchall()}
    wanted = {(trigger.table, trigger.name): trigger for trigger in expected()}
    for key, trigger in wanted.items():
        if key not in installed:
            yield f"Utlösaren {trigger.name} saknas på tabellen {trigger.table}."
        elif installed[key][1] != trigger.fingerprint:
            yield f"Utlösaren {trigger.name} på tabellen {trigger.table} är inte den väntade."
    names = {trigger.name for trigger in wanted.values()}
    # Also on the partitions, where PostgreSQL keeps copies that can be switched off one by one.
    for (table, name), (enabled, _rest) in installed.items():
        if name in names and enabled not in {"O", "A"}:
            yield f"Utlösaren {name} på tabellen {table} är avstängd."


def _functions(cursor: CursorWrapper) -> Iterator[str]:
    cursor.execute(
        "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'gate%%'"
    )
    installed = dict(cursor.fetchall())
    for name, body in re.findall(r"FUNCTION (\w+)\(\) RETURNS .*?AS \$\$(.*?)\$\$;", FUNCTIONS, re.DOTALL):
        if installed.get(name) != body:
            yield f"Funktionen {name} {'är inte den väntade' if name in installed else 'saknas'}."


def _rights(cursor: CursorWrapper) -> Iterator[str]:
    """The role's rights on every table, the product's or not: only PostgreSQL knows the partitions."""
    role = settings.APP_ROLE
    allowed: dict[str, str] = {
        model._meta.db_table: rights(model) for model in apps.get_models(include_auto_created=True)
    }
    allowed["django_migrations"] = "SELECT"
    cursor.execute(
        "SELECT c.relname, p.name, has_table_privilege(r.oid, c.oid, p.name),"
        " p.name IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') AND has_any_column_privilege(r.oid, c.oid, p.name)"
        " FROM pg_class c, pg_roles r,"
        " unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS p (name)"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND r.rolname = %s"
        " ORDER BY c.relname, p.name",
        [role],
    )
    for table, right, has, on_a_column in cursor.fetchall():
        wanted = right in allowed.get(table, "").split(", ")
        if (has or on_a_column) and not wanted:
            yield f"Rollen {role} får {right} på tabellen {table}, men ska inte få det."
        if wanted and not has:
            yield f"Rollen {role} saknar {right} på tabellen {table}."


# PostgreSQL's own roles that only let somebody look at statistics and settings; every other one is power.
_HARMLESS = ["pg_monitor", "pg_read_all_settings", "pg_read_all_stats", "pg_stat_scan_tables"]


def _role(cursor: CursorWrapper) -> Iterator[str]:
    """What the application's role may do to the server, by itself or as a member of another role."""
    role = settings.APP_ROLE
    cursor.execute(
        "SELECT has_schema_privilege(oid, 'public', 'CREATE'),"
        " ARRAY(SELECT DISTINCT tableowner::text FROM pg_tables WHERE schemaname = 'public'"
        " AND pg_has_role(r.oid, tableowner, 'MEMBER'))"
        " FROM pg_roles r WHERE rolname = %s",
        [role],
    )
    powers = cursor.fetchone()
    if powers is None:
        yield f"Rollen {role} finns inte."
        return
    creates, owners = powers
    # A superuser is a member of every role: one sentence is then enough.
    cursor.execute(
        "SELECT m.rolname::text, array_remove(ARRAY[CASE WHEN m.rolsuper THEN 'SUPERUSER' END,"
        " CASE WHEN m.rolcreaterole THEN 'CREATEROLE' END, CASE WHEN m.rolcreatedb THEN 'CREATEDB' END,"
        " CASE WHEN m.rolreplication THEN 'REPLICATION' END, CASE WHEN m.rolbypassrls THEN 'BYPASSRLS' END], NULL)"
        " FROM pg_roles r JOIN pg_roles m ON m.oid = r.oid OR (NOT r.rolsuper AND pg_has_role(r.oid, m.oid, 'MEMBER'))"
        " WHERE r.rolname = %s ORDER BY m.oid <> r.oid, m.rolname",
        [role],
    )
    for member_of, powers in cursor.fetchall():
        if powers:
            by = "" if member_of == role else f" genom rollen {member_of}"
            yield f"Rollen {role} har mer makt än den ska ha{by}: {', '.join(powers)}."
        elif member_of.startswith("pg_") and member_of not in _HARMLESS:
            yield f"Rollen {role} ingår i {member_of}, men ska inte göra det."
    cursor.execute(
        "SELECT parname FROM pg_parameter_acl, pg_roles r WHERE r.rolname = %s AND NOT r.rolsuper"
        " AND (has_parameter_privilege(r.oid, parname, 'SET')"
        " OR has_parameter_privilege(r.oid, parname, 'ALTER SYSTEM'))"
        " ORDER BY parname",
        [role],
    )
    for (parameter,) in cursor.fetchall():
        yield f"Rollen {role} får ändra serverns inställning {parameter}, men ska inte få det."
    if creates:
        yield f"Rollen {role} får CREATE i schemat public, men ska inte få det."
    for owner in owners:
        yield f"Rollen {role} kan göra allt som tabellernas ägare {owner} kan."


def _constraints(cursor: CursorWrapper) -> Iterator[str]:
    names = {
        constraint.name for model in apps.get_models() if model._meta.managed for constraint in model._meta.constraints
    }
    cursor.execute(
        "SELECT conname FROM pg_constraint UNION SELECT indexname FROM pg_indexes WHERE schemaname = 'public'"
    )
    present = {name for (name,) in cursor.fetchall()}
    for name in sorted(names - present):
        yield f"Villkoret {name} saknas i databasen."
