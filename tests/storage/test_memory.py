"""How much memory there is: of the machine, and of the cgroups around this process."""

from pathlib import Path

import pytest

from orchestration.storage.memory import memory_warning

PLENTY = "MemTotal:        4000000 kB\nMemFree: 1 kB\n"


@pytest.mark.parametrize(
    ("files", "has"),
    [
        ({"proc/meminfo": PLENTY}, None),
        ({}, None),
        ({"proc/meminfo": "MemTotal: 1024000 kB\n"}, "1,000"),
        (
            {
                "proc/self/cgroup": "0::/user/app\n",
                "sys/fs/cgroup/user/memory.max": "838860800\n",
                "sys/fs/cgroup/user/app/memory.max": "max\n",
            },
            "800",
        ),
        (
            {
                "proc/self/cgroup": "0::/../../elsewhere\n",
                "sys/fs/cgroup/memory.max": "524288000\n",
            },
            "500",
        ),
        (
            {
                "proc/self/cgroup": "0::/\n",
                "sys/fs/cgroup/memory.max": "524288000\n",
            },
            "500",
        ),
        (
            {
                "proc/self/cgroup": "4:cpu:/a\n3:memory:/a\n1:name=systemd:/a\n",
                "sys/fs/cgroup/memory/a/memory.limit_in_bytes": "524288000\n",
                "sys/fs/cgroup/memory/memory.limit_in_bytes": f"{2**63 - 4096}\n",
            },
            "500",
        ),
    ],
)
def test_the_smallest_limit_is_named_where_it_is_too_small(
    tmp_path: Path, files: dict[str, str], has: str | None
) -> None:
    for name, text in ({"proc/meminfo": PLENTY} | files).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    said = memory_warning(tmp_path)
    if has is None:
        assert said is None
    else:
        assert said == (
            f"a run needs about 1,200 MiB of memory and may have {has} MiB here; if it"
            " ends without a word, give it more"
        )
