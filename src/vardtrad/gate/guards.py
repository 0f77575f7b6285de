"""The database's own guards: triggers and rights that hold even against the application's own connection.

* A Movable's state or version changes only when its Version row is already there; a Part's likewise.
* Append-only rows (traces, seal, versions, and what subjects mark as such) are never changed, removed or truncated.
* The application's role owns nothing, so it can drop no trigger.

``install`` is run by the owner after the migrations (``vardtrad migrate``); ``compare`` is what ``vardtrad check``
asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from psycopg import sql

from vardtrad.gate.models import AppendOnly, Movable, Part

FUNCTIONS = """
CREATE OR REPLACE FUNCTION gate_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE FUNCTION gate_need_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    thing uuid;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.state = OLD.state AND NEW.version = OLD.version AND NEW.id = OLD.id THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.version <= OLD.version OR NEW.id <> OLD.id) THEN
        RAISE EXCEPTION 'a version never goes back' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_ARGV[0] = 'part' THEN
        EXECUTE 'SELECT ($1).thing_id' INTO thing USING NEW;
    ELSE
        thing := NEW.id;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM gate_version v
        WHERE v.key = thing AND v.number = NEW.version AND v.state_to = NEW.state
          AND (TG_ARGV[0] <> 'part' OR v.part <> '')
    ) AND NOT (
        -- A move of a part changes the thing's version but not its state.
        TG_ARGV[0] = 'thing' AND TG_OP = 'UPDATE' AND NEW.state = OLD.state
        AND EXISTS (SELECT 1 FROM gate_version v WHERE v.key = thing AND v.number = NEW.version AND v.part <> '')
    ) THEN
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
            EXECUTE format(
                'CREATE TABLE public.gate_trace_%s PARTITION OF public.gate_trace FOR VALUES FROM (%L) TO (%L)',
                to_char(start, 'YYYYMM'), start || ' 00:00+00', (start + interval '1 month')::date || ' 00:00+00');
            made := made + 1;
        END IF;
    END LOOP;
    RETURN made;
END $$;
REVOKE ALL ON FUNCTION gate_trace_partitions() FROM PUBLIC;
"""


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger that must stand on a table, and the statement that makes it."""

    table: str
    name: str
    statement: str


def expected() -> Iterator[Trigger]:
    """Every trigger that the installed subjects need."""
    for model in apps.get_models():
        table = model._meta.db_table
        if issubclass(model, AppendOnly):
            yield Trigger(
                table,
                "gate_rows_stay",
                f'CREATE TRIGGER gate_rows_stay BEFORE UPDATE OR DELETE ON "{table}"'
                " FOR EACH ROW EXECUTE FUNCTION gate_refuse_change()",
            )
        if issubclass(model, (Movable, Part)):
            kind = "part" if issubclass(model, Part) else "thing"
            yield Trigger(
                table,
                "gate_needs_version",
                f'CREATE TRIGGER gate_needs_version BEFORE INSERT OR UPDATE ON "{table}"'
                f" FOR EACH ROW EXECUTE FUNCTION gate_need_version('{kind}')",
            )
            yield Trigger(
                table,
                "gate_rows_remain",
                f'CREATE TRIGGER gate_rows_remain BEFORE DELETE ON "{table}"'
                " FOR EACH ROW EXECUTE FUNCTION gate_refuse_change()",
            )
        if issubclass(model, (AppendOnly, Movable, Part)):
            yield Trigger(
                table,
                "gate_no_truncate",
                f'CREATE TRIGGER gate_no_truncate BEFORE TRUNCATE ON "{table}"'
                " FOR EACH STATEMENT EXECUTE FUNCTION gate_refuse_change()",
            )


def rights(model: type[models.Model]) -> str:
    """The rights that the application's role has on a model's table."""
    if issubclass(model, AppendOnly):
        return "SELECT, INSERT"
    if issubclass(model, (Movable, Part)):
        return "SELECT, INSERT, UPDATE"
    return "SELECT, INSERT, UPDATE, DELETE"


def install() -> None:
    """Make functions, triggers, partitions and rights as expected. Run as the owner; may be run again at any time."""
    role = sql.Identifier(settings.APP_ROLE)
    with connection.cursor() as cursor:
        cursor.execute(FUNCTIONS)
        for trigger in expected():
            cursor.execute(f'DROP TRIGGER IF EXISTS {trigger.name} ON "{trigger.table}"')
            cursor.execute(trigger.statement)
        cursor.execute("SELECT gate_trace_partitions()")
        statements: list[sql.Composable] = [
            sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(role),
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
    """What differs between the database and what is expected, a sentence each; empty when all is well."""
    found: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname, t.tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND n.nspname = 'public'"
        )
        installed = {(table, name): enabled for table, name, enabled in cursor.fetchall()}
        for trigger in expected():
            enabled = installed.get((trigger.table, trigger.name))
            if enabled is None:
                found.append(f"Utlösaren {trigger.name} saknas på tabellen {trigger.table}.")
            elif enabled not in {"O", "A"}:
                found.append(f"Utlösaren {trigger.name} på tabellen {trigger.table} är avstängd.")
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            allowed = set(rights(model).split(", "))
            for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE"):
                cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [settings.APP_ROLE, table, right])
                (has,) = cursor.fetchone()
                if has and right not in allowed:
                    found.append(f"Rollen {settings.APP_ROLE} får {right} på tabellen {table}, men ska inte få det.")
                if not has and right in allowed:
                    found.append(f"Rollen {settings.APP_ROLE} saknar {right} på tabellen {table}.")
        cursor.execute("SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = %s", [settings.APP_ROLE])
        role = cursor.fetchone()
        if role is None:
            found.append(f"Rollen {settings.APP_ROLE} finns inte.")
        elif any(role):
            found.append(f"Rollen {settings.APP_ROLE} har mer makt än den ska ha.")
        names = {
            constraint.name
            for model in apps.get_models()
            if model._meta.managed
            for constraint in model._meta.constraints
        }
        cursor.execute(
            "SELECT conname FROM pg_constraint UNION SELECT indexname FROM pg_indexes WHERE schemaname = 'public'"
        )
        present = {name for (name,) in cursor.fetchall()}
        found += [f"Villkoret {name} saknas i databasen." for name in sorted(names - present)]
    return found
