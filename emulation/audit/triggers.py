"""What the database itself refuses: changing the log, whoever asks."""

from sqlalchemy import DDL, MetaData, event

KEPT = ("audit_event", "audit_node", "audit_checkpoint", "audit_erasure")
_REFUSE = "BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END"

SQLITE = (
    *(
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} {_REFUSE}"
        for table in (*KEPT, "audit_detail")
        for verb in ("update", "delete")
        if (table, verb) != ("audit_detail", "delete")
    ),
    """CREATE TRIGGER audit_detail_only_erased BEFORE DELETE ON audit_detail
WHEN NOT EXISTS (SELECT 1 FROM audit_erasure WHERE seq = OLD.seq)
BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END""",
)

POSTGRESQL = (
    """CREATE FUNCTION audit_event_only_grows() RETURNS trigger
LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the audit log only grows'; END $$""",
    """CREATE FUNCTION audit_detail_only_erased() RETURNS trigger
LANGUAGE plpgsql AS $$ BEGIN
IF NOT EXISTS (SELECT 1 FROM audit_erasure WHERE seq = OLD.seq) THEN
RAISE EXCEPTION 'the audit log only grows'; END IF;
RETURN OLD; END $$""",
    *(
        f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE "
        f"ON {table} FOR EACH ROW EXECUTE FUNCTION audit_event_only_grows()"
        for table in KEPT
    ),
    """CREATE TRIGGER audit_detail_only_grows BEFORE UPDATE
ON audit_detail FOR EACH ROW EXECUTE FUNCTION audit_event_only_grows()""",
    """CREATE TRIGGER audit_detail_only_erased BEFORE DELETE
ON audit_detail FOR EACH ROW EXECUTE FUNCTION audit_detail_only_erased()""",
    *(
        f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE "
        f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION audit_event_only_grows()"
        for table in (*KEPT, "audit_detail")
    ),
)


def guard_when_created(tables: MetaData) -> None:
    """Create the triggers once these tables are there."""
    for dialect, statements in (("sqlite", SQLITE), ("postgresql", POSTGRESQL)):
        for statement in statements:
            event.listen(
                tables,
                "after_create",
                DDL(statement.replace("%", "%%")).execute_if(dialect=dialect),  # type: ignore[no-untyped-call]
            )
