"""One consumer of several, a process of its own: `BROKER DATABASE GROUP INSTANCE`, until ended.

After each turn that stored something it prints how far it has read.
"""

import sys
from contextlib import closing

from consumer.garbage import collect_seldom
from schemas.database import open_database
from tests.bench.contenders import taking_in


def main(bootstrap: str, url: str, group: str, instance: str) -> None:
    collect_seldom()
    last = 0
    with closing(open_database(url)) as database:
        for total in taking_in(bootstrap, database, group, instance):
            if total != last:
                last = total
                sys.stdout.write(f"{total}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
