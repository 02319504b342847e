"""An import-linter contract for what the project's parts may use of other people's packages."""

import sys
from typing import Any, cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.domain.helpers import module_expressions_to_modules
from importlinter.domain.imports import ModuleExpression


class OnlyPackages(Contract):
    """The source modules import nothing from outside but the standard library and ``allowed_packages``.

    A list of what is allowed, unlike import-linter's list of what is forbidden, also refuses the package that
    nobody has thought of yet.
    """

    source_modules = fields.SetField(subfield=fields.ModuleExpressionField())
    allowed_packages = fields.SetField(subfield=fields.StringField(), required=False, default=frozenset())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        # import-linter replaces the two fields by sets of what they parsed
        sources, packages = cast(set[ModuleExpression], self.source_modules), cast(set[str], self.allowed_packages)
        allowed = {"polyclinic", *sys.stdlib_module_names, *packages}
        refused = []
        for source in module_expressions_to_modules(graph, sources):
            for module in {source.name, *graph.find_descendants(source.name)} & graph.modules:
                for imported in graph.find_modules_directly_imported_by(module):
                    if imported.partition(".")[0] not in allowed:
                        refused.extend(graph.get_import_details(importer=module, imported=imported))
        return ContractCheck(kept=not refused, metadata={"refused": refused})

    def render_broken_contract(self, check: ContractCheck) -> None:
        refused: list[dict[str, Any]] = check.metadata["refused"]
        for found in sorted(refused, key=lambda item: (item["importer"], item["line_number"])):
            place = f"{found['importer']}:{found['line_number']}"
            output.print_error(f"{place} imports {found['imported']}, which this part may not use", bold=False)
