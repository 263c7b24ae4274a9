"""The base of every factory: a row is really written, in a write transaction, and committed."""

from typing import Any, TypeVar

from factory.alchemy import SQLAlchemyModelFactory

from emulation.database import _writing, db, write_tx

T = TypeVar("T")


def saved(*rows: T) -> T:
    """Write the rows and return the first one; joins a write transaction that is already open."""
    if _writing.get():
        db.session.add_all(rows)
        db.session.flush()
    else:
        with write_tx() as session:
            session.add_all(rows)
    return rows[0]


class TableFactory(SQLAlchemyModelFactory):
    """Give only the facts the test is about."""

    class Meta:
        abstract = True
        sqlalchemy_session = db.session

    @classmethod
    def _save(cls, model_class: type[T], session: object, args: Any, kwargs: Any) -> T:
        return saved(model_class(*args, **kwargs))
