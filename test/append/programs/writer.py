# A Python program that writes as the writers of macf do: `writer.py LOG NAME COUNT`.
import fcntl, json, os, sys

path, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
for n in range(count):
    with open(path, 'a') as log:
        fcntl.flock(log.fileno(), fcntl.LOCK_EX)
        try:
            # In two pieces, as a large record leaves a buffered file: without the lock another writer comes between.
            text = json.dumps({'writer': name, 'n': n, 'filler': 'y' * 300})
            log.write(text[:150])
            log.flush()
            log.write(text[150:] + '\n')
            log.flush()
        finally:
            fcntl.flock(log.fileno(), fcntl.LOCK_UN)
