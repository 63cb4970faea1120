"""What README.md and CONTRIBUTING.md say of the tree is what lies on disk."""

import re
import shutil
import subprocess
import tomllib

from orchestration.settings import PROJECT_ROOT

README = (PROJECT_ROOT / "README.md").read_text()
TREE = README.split("## The tree")[1].split("```")[1].strip("\n").splitlines()
MAX_TREE_LINES = 15

# Folders of the top level that are no part of the work: named by dot, or made by it.
UNLISTED = {"data"}


def _names(line: str) -> list[str]:
    """What a line of the tree names: folders end with a slash, modules with .py."""
    columns = re.split(r"\s{2,}", line.strip())
    return [
        word
        for column in columns
        for word in column.split()
        if re.fullmatch(r"[\w/]+/|\w+\.py", word) and column.startswith(word)
    ]


def _packages() -> list[list[str]]:
    """The lines of the tree below orchestration/, each with the names at a floor."""
    below = [line for line in TREE if line.startswith("  ")]
    return [_names(line) for line in below]


def test_the_tree_fits_fifteen_lines() -> None:
    assert len(TREE) <= MAX_TREE_LINES


def test_the_tree_is_the_tree_on_disk() -> None:
    on_disk = {
        f"{path.name}/" if path.is_dir() else path.name
        for path in (PROJECT_ROOT / "orchestration").iterdir()
        if (path.is_dir() or path.suffix == ".py") and not path.name.startswith("__")
    }
    assert {name for floor in _packages() for name in floor} == on_disk


def test_the_top_level_is_listed() -> None:
    tracked = subprocess.run(
        [str(shutil.which("git")), "ls-files"],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    folders = {path.partition("/")[0] for path in tracked if "/" in path}
    listed = {name for line in TREE if line[0] != " " for name in line.split()}
    expected = {f"{name}/" for name in folders - UNLISTED if not name.startswith(".")}
    assert expected <= listed
    assert "data/bundled/" in listed


def test_the_floors_of_the_tree_are_those_of_the_import_contract() -> None:
    settings = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text())
    [layers] = [
        contract["layers"]
        for contract in settings["tool"]["importlinter"]["contracts"]
        if contract["type"] == "layers"
    ]
    in_contract = [
        {each.strip().removeprefix("orchestration.") for each in layer.split("|")}
        for layer in layers
    ]
    height = {name: at for at, floor in enumerate(in_contract) for name in floor}
    drawn = [
        [height[re.sub(r"(/|\.py)$", "", name)] for name in floor]
        for floor in _packages()
    ]
    assert drawn == sorted(drawn), "a floor is drawn out of order"


def test_every_module_that_the_readme_names_is_there() -> None:
    named = re.findall(r"(?:orchestration|expectations|tests)/[\w/]+(?:/|\.py)", README)
    assert len(named) > 3
    for name in named:
        assert (PROJECT_ROOT / name).exists(), name


def test_every_place_that_contributing_names_is_there() -> None:
    text = (PROJECT_ROOT / "CONTRIBUTING.md").read_text()
    folders = "orchestration|expectations|tests|dbt_project|docs"
    named = re.findall(rf"`((?:{folders})/[\w/.-]+)`", text)
    assert len(named) > 20
    for name in named:
        assert (PROJECT_ROOT / name).exists(), name
