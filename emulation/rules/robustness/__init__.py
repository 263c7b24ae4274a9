"""How firm a ranking is: everything that needs numpy."""

from emulation.rules.robustness.draws import Robustness, robustness
from emulation.rules.robustness.matrix import Matrix, Table, matrix_of, rank_matrix

__all__ = ["Matrix", "Robustness", "Table", "matrix_of", "rank_matrix", "robustness"]
