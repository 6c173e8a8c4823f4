# Holds or tries the lock of a log: `holder.py LOG hold` says "held" and keeps it until standard input ends or it is killed;
# `holder.py LOG try` exits with 0 where the lock was free, with 1 where it was not.
import fcntl, sys

log = open(sys.argv[1], 'a')
if sys.argv[2] == 'try':
    try:
        fcntl.flock(log.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(1)
else:
    fcntl.flock(log.fileno(), fcntl.LOCK_EX)
    print('held', flush=True)
    sys.stdin.read()
