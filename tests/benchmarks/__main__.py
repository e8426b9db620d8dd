"""Run every benchmark on SQLite and, when TEST_POSTGRES_URL is set, on PostgreSQL. `make bench` calls this.

Given names ("save_override list_jobs") only those run.
"""

import os
import subprocess
import sys

BENCHMARKS = {
    "tests.benchmarks.ingest": [],
    "tests.benchmarks.hostile_bodies": [],
    "tests.benchmarks.timeline_data": [],
    "tests.benchmarks.findings_list": [],
    "tests.benchmarks.timeline_frames": [],
    "tests.benchmarks.save_override": [],
    "tests.benchmarks.audit_verify": [],
    "tests.benchmarks.list_jobs": [],
    "tests.benchmarks.search_jobs": [],
    "tests.benchmarks.desk_http": [],
    "tests.benchmarks.media_range": [],
    "tests.benchmarks.search_text": [],
    "tests.benchmarks.page_ready": [],
    "tests.benchmarks.workspace_page": [],
    "tests.benchmarks.player_seeks": [],
    "tests.domain.claim_crowd": ["--jobs", "20000"],
    "tests.benchmarks.kill_rounds": [],
}


def main() -> int:
    databases = {"SQLite": "", "PostgreSQL": os.environ.get("TEST_POSTGRES_URL", "")}
    failed = []
    asked = sys.argv[1:]
    if unknown := set(asked) - {name.rpartition(".")[2] for name in BENCHMARKS}:
        sys.exit(f"No such benchmark: {', '.join(sorted(unknown))}")
    for name, arguments in BENCHMARKS.items():
        if asked and name.rpartition(".")[2] not in asked:
            continue
        for database, url in databases.items():
            if database == "PostgreSQL" and not url:
                print(f"== {name} on PostgreSQL: not run, TEST_POSTGRES_URL is not set", flush=True)
                continue
            print(f"== {name} on {database}", flush=True)
            done = subprocess.run(
                [sys.executable, "-m", name, *arguments],
                env={**os.environ, "TEST_DATABASE_URL": url},
                check=False,
            )
            if done.returncode:
                failed.append(f"{name} on {database}")
    if failed:
        print("Failed: " + ", ".join(failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
