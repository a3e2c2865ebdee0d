"""What the repository holds, and what it must not hold."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
SENTENCE = re.compile(r"[^.!?。！？\n]{40,}")
CHINESE_SENTENCE = re.compile(r"[^。！？\n]*[\u4e00-\u9fff][^。！？\n]*")
TOP_LEVEL = {
    ".ci", ".gitignore", ".pre-commit-config.yaml", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "docs",
    "extract", "flows", "prefect.yaml", "pyproject.toml", "requirements.lock", "tests", "warehouse",
}  # fmt: skip


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=True).stdout
    return [REPOSITORY / name for name in listed.decode().split("\0") if name and (REPOSITORY / name).is_file()]


def foreign_sentences(shared: Path) -> set[str]:
    """Sentences of the first document and of the corpus, blanks collapsed; short ones are nobody's."""
    texts = [(shared / "seed" / "article.txt").read_text(encoding="utf-8")]
    texts += [json.loads(line)["text"] for line in (shared / "corpus" / "dev.jsonl").read_text("utf-8").splitlines()]
    found: set[str] = set()
    for text in texts:
        for pattern, least in ((SENTENCE, 40), (CHINESE_SENTENCE, 20)):
            found |= {s for m in pattern.finditer(text) if len(s := " ".join(m[0].split())) >= least}
    return found


def test_no_sentence_of_other_people(shared: Path) -> None:
    held = "\n".join(" ".join(path.read_text(encoding="utf-8", errors="replace").split()) for path in tracked())
    taken = sorted(sentence for sentence in foreign_sentences(shared) if sentence in held)
    assert not taken


def test_only_expected_entries_at_the_top() -> None:
    assert {path.relative_to(REPOSITORY).parts[0] for path in tracked()} == TOP_LEVEL


def test_lock_fulfils_the_package_metadata() -> None:
    from packaging.requirements import Requirement

    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    wanted = [Requirement(line) for line in project["dependencies"] + project["optional-dependencies"]["dev"]]
    lines = (REPOSITORY / "requirements.lock").read_text().splitlines()
    locked = {r.name.lower().replace("_", "-"): r for r in map(Requirement, filter(None, lines))}
    for requirement in wanted:
        pinned = locked.get(requirement.name.lower().replace("_", "-"))
        assert pinned is not None, f"{requirement.name} is not in the lock"
        (version,) = (specifier.version for specifier in pinned.specifier)
        assert requirement.specifier.contains(version, prereleases=True), f"{requirement} against {version}"


def test_each_dependency_has_its_reason() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    reasons = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    names = [re.split(r"[\[<>=!~ ]", line, maxsplit=1)[0] for line in project["dependencies"]]
    assert [name for name in names if f"| `{name}` |" not in reasons] == []


def test_changelog_knows_the_version() -> None:
    version = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]["version"]
    assert f"## {version}" in (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
