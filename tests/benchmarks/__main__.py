"""Run every benchmark on SQLite and, when TEST_POSTGRES_URL is set, on PostgreSQL. `make bench` calls this."""

import os
import subprocess
import sys

BENCHMARKS = ["ingest", "timeline_data"]


def main() -> int:
    databases = {"SQLite": "", "PostgreSQL": os.environ.get("TEST_POSTGRES_URL", "")}
    failed = []
    for name in BENCHMARKS:
        for database, url in databases.items():
            if database == "PostgreSQL" and not url:
                print(f"== {name} on PostgreSQL: not run, TEST_POSTGRES_URL is not set", flush=True)
                continue
            print(f"== {name} on {database}", flush=True)
            done = subprocess.run(
                [sys.executable, "-m", f"tests.benchmarks.{name}"],
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
