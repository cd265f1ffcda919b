"""Settings in cutset.yaml and pyproject.toml: what they may say, and what a stranger's may not."""

from __future__ import annotations

from pathlib import Path

import pytest
from scanner.config import Setting, find_config, read_settings
from scanner.config.settings import find_project, read_project
from scanner.errors import InputError


def of_yaml(text: str, folder: Path) -> list[Setting]:
    file = folder / "cutset.yaml"
    file.write_text(text)
    return read_settings(file, "cutset.yaml")


def of_toml(text: str, folder: Path) -> list[Setting]:
    file = folder / "pyproject.toml"
    file.write_text(text)
    return read_project(file, "pyproject.toml")


def test_each_value_knows_its_line(tmp_path: Path) -> None:
    found = of_yaml("name: x\nsettings:\n  fail_on: new-high\n  min_coverage: 90\n", tmp_path)
    assert found == [
        Setting("fail_on", "new-high", "cutset.yaml:3"),
        Setting("min_coverage", 90.0, "cutset.yaml:4"),
    ]


def test_in_a_project_with_either_spelling(tmp_path: Path) -> None:
    text = '[tool.other]\nfail-on = "x"\n[tool.cutset]\n# why\nfail-on = "high"\n'
    text += 'min_severity = "low"\n'
    assert of_toml(text, tmp_path) == [
        Setting("fail_on", "high", "pyproject.toml:5"),
        Setting("min_severity", "low", "pyproject.toml:6"),
    ]


def test_files_are_seen_from_where_they_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "infra").mkdir()
    monkeypatch.chdir(tmp_path / "infra")
    (rules,) = of_yaml("settings:\n  rules: [risk-rules]\n", tmp_path)
    assert rules.value == ("../risk-rules",)


OUTSIDE = ["../elsewhere", "/etc", "a/../../b"]


@pytest.mark.parametrize("path", OUTSIDE)
@pytest.mark.parametrize("name", ["rules", "path", "inventory"])
def test_a_file_that_comes_with_the_code_leads_nowhere_else(
    name: str, path: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=rf"{name}: .* leads out of the repository"):
        of_yaml(f"settings:\n  {name}: [{path}]\n", tmp_path)
    with pytest.raises(InputError, match="leads out of the repository"):
        of_toml(f'[tool.cutset]\n{name} = ["{path}"]\n', tmp_path)


def test_nor_by_a_link(tmp_path: Path) -> None:
    (tmp_path / "rules").symlink_to("/etc")
    with pytest.raises(InputError, match="leads out of the repository"):
        of_yaml("settings:\n  rules: [rules]\n", tmp_path)


def test_but_anywhere_in_the_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "infra"
    folder.mkdir()
    assert of_yaml("settings:\n  rules: [../risk-rules]\n", folder)


@pytest.mark.parametrize("name", ["output", "cache", "write_baseline", "debug"])
def test_it_cannot_make_cutset_write(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f'there is no field "{name}" here'):
        of_yaml(f"settings:\n  {name}: x\n", tmp_path)
    with pytest.raises(InputError, match=f'there is no setting "{name}"'):
        of_toml(f'[tool.cutset]\n{name} = "x"\n', tmp_path)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[tool.cutset]\nfail-onn = "high"\n', "pyproject.toml:2.*Did you mean fail_on"),
        ('[tool.cutset]\nfail-on = "hgh"\n', "pyproject.toml:2: tool.cutset.fail_on"),
        ("[tool.cutset]\nrules = 1\n", "pyproject.toml:2: tool.cutset.rules"),
        ("[tool]\ncutset = 1\n", "pyproject.toml: tool.cutset"),
        ("[tool.cutset\n", "not readable as TOML"),
    ],
)
def test_a_slip_is_told_with_its_line(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"(?s){says}"):
        of_toml(text, tmp_path)


def test_the_nearest_with_a_table_up_to_the_root_of_the_repository(tmp_path: Path) -> None:
    deep = tmp_path / "repo" / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / "repo" / ".git").mkdir()
    (tmp_path / "pyproject.toml").write_text("[tool.cutset]\n")
    (tmp_path / "cutset.yaml").write_text("")
    assert find_project(deep) is None
    assert find_config(deep) is None
    (tmp_path / "repo" / "pyproject.toml").write_text("[tool.cutset]\n")
    (tmp_path / "repo" / "a" / "pyproject.toml").write_text("[project]\n")
    assert find_project(deep) == tmp_path / "repo" / "pyproject.toml"
