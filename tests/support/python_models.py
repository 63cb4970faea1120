"""The Python models of the dbt project as modules, so that tests call their functions.

dbt runs such a file by its path; it is no package, and is imported here the same way.
"""

import importlib.util
import sys
from types import ModuleType

from orchestration.settings import PROJECT_ROOT


def python_model(name: str) -> ModuleType:
    """The model of that name."""
    shared = str(PROJECT_ROOT / "dbt_project" / "python")
    if shared not in sys.path:
        sys.path.append(shared)
    [path] = (PROJECT_ROOT / "dbt_project" / "models").rglob(f"{name}.py")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
