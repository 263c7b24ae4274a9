"""How the program is served: two processes of eight threads, on this machine's own address."""

import os
from pathlib import Path

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = 2
threads = 8
timeout = 60
graceful_timeout = 20
control_socket_disable = True
MEMORY = "/dev/shm"  # noqa: S108 (the workers' heartbeat, kept off slow disks; no data)
if Path(MEMORY).is_dir():
    worker_tmp_dir = MEMORY
