/** promises.md row 33: rename, copytruncate, delete and re-create, inode reuse, symlink retarget are followed. */
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { directory, type How, pause, type Reader, reading } from '../run/follower.ts';

const line = (n: number): string => `{"n":${n}}`;
const text = (...numbers: number[]): string => numbers.map((n) => `${line(n)}\n`).join('');

interface Stage {
  readonly reader: Reader;
  /** The followed log, and its directory. */
  readonly path: string;
  readonly dir: string;
  /** Waits until these lines, and no others, have come. */
  come(...numbers: number[]): Promise<void>;
}

interface Script {
  readonly name: string;
  /** What is there before following begins. */
  readonly before?: (path: string, dir: string) => void;
  /** What is followed; the log itself where nothing is said. */
  readonly follows?: (path: string, dir: string) => string;
  readonly act: (stage: Stage) => Promise<void>;
  /** A loss is possible and must be told. */
  readonly gap?: true;
}

const SCRIPTS: readonly Script[] = [
  {
    name: 'appended to',
    async act({ path, come }) {
      appendFileSync(path, text(2));
      await come(1, 2);
      appendFileSync(path, text(3, 4));
      await come(1, 2, 3, 4);
    },
  },
  {
    name: 'renamed, and a new file at once',
    async act({ path, come }) {
      appendFileSync(path, text(2));
      renameSync(path, `${path}.1`);
      writeFileSync(path, text(3));
      await come(1, 2, 3);
    },
  },
  {
    name: 'renamed, and a new file later',
    async act({ path, come }) {
      renameSync(path, `${path}.1`);
      await pause();
      writeFileSync(path, text(2));
      await come(1, 2);
    },
  },
  {
    name: 'renamed while its writer still holds it',
    async act({ path, come }) {
      const fd = openSync(path, 'a');
      renameSync(path, `${path}.1`);
      writeFileSync(path, '');
      await pause();
      writeSync(fd, text(2));
      await come(1, 2);
      closeSync(fd);
      appendFileSync(path, text(3));
      await come(1, 2, 3);
    },
  },
  {
    name: 'renamed inside a line that is finished later',
    async act({ path, come }) {
      const fd = openSync(path, 'a');
      writeSync(fd, line(2).slice(0, 3));
      await pause();
      renameSync(path, `${path}.1`);
      writeFileSync(path, text(3));
      await pause();
      writeSync(fd, `${line(2).slice(3)}\n`);
      closeSync(fd);
      await come(1, 3, 2);
    },
  },
  {
    name: 'renamed twice between two looks',
    async act({ path, come }) {
      renameSync(path, `${path}.1`);
      writeFileSync(path, text(2));
      renameSync(`${path}.1`, `${path}.2`);
      renameSync(path, `${path}.1`);
      writeFileSync(path, text(3));
      await come(1, 2, 3);
    },
  },
  {
    name: 'copied and truncated',
    gap: true,
    async act({ path, come }) {
      appendFileSync(path, text(2));
      await come(1, 2);
      copyFileSync(path, `${path}.1`);
      truncateSync(path);
      appendFileSync(path, text(3));
      await come(1, 2, 3);
    },
  },
  {
    name: 'copied and truncated before its last lines were read',
    gap: true,
    async act({ path, come }) {
      await come(1);
      appendFileSync(path, text(2, 3));
      copyFileSync(path, `${path}.1`);
      truncateSync(path);
      appendFileSync(path, text(4));
      await come(1, 2, 3, 4);
    },
  },
  {
    name: 'copied and truncated inside a directory that is followed',
    follows: (_, dir) => dir,
    gap: true,
    async act({ path, dir, come }) {
      appendFileSync(path, text(2));
      await come(1, 2);
      // As slowly as a large log is copied.
      writeFileSync(join(dir, 'log.1.jsonl'), text(1).slice(0, 4));
      await pause();
      writeFileSync(join(dir, 'log.1.jsonl'), text(1, 2));
      truncateSync(path);
      appendFileSync(path, text(3));
      await come(1, 2, 3);
      await new Promise((resolve) => setTimeout(resolve, 1200));
      appendFileSync(join(dir, 'log.1.jsonl'), text(4));
      await come(1, 2, 3, 4);
    },
  },
  {
    name: 'truncated and written beyond its former end',
    gap: true,
    async act({ path, come }) {
      await come(1);
      writeFileSync(path, text(20, 30, 40));
      await come(1, 20, 30, 40);
    },
  },
  {
    name: 'truncated and written to the same size',
    gap: true,
    async act({ path, come }) {
      await come(1);
      writeFileSync(path, text(2));
      await come(1, 2);
    },
  },
  {
    name: 'cut back to a part of it',
    gap: true,
    async act({ path, come }) {
      appendFileSync(path, text(2, 3));
      await come(1, 2, 3);
      truncateSync(path, text(1).length);
      await pause();
      appendFileSync(path, text(4));
      await come(1, 2, 3, 4);
    },
  },
  {
    name: 'deleted and made again',
    async act({ path, come }) {
      appendFileSync(path, text(2));
      unlinkSync(path);
      await pause();
      writeFileSync(path, text(3));
      await come(1, 2, 3);
    },
  },
  {
    name: 'replaced by a file that was written beside it',
    async act({ path, come }) {
      writeFileSync(`${path}.new`, text(2, 3));
      renameSync(`${path}.new`, path);
      await come(1, 2, 3);
    },
  },
  {
    name: 'a link that is led elsewhere and back',
    before(path, dir) {
      mkdirSync(join(dir, 'elsewhere'));
      writeFileSync(join(dir, 'elsewhere/a'), text(1));
      symlinkSync(join(dir, 'elsewhere/a'), path);
    },
    async act({ path, dir, come }) {
      await come(1);
      appendFileSync(join(dir, 'elsewhere/a'), text(2));
      await come(1, 2);
      writeFileSync(join(dir, 'elsewhere/b'), text(3));
      unlinkSync(path);
      symlinkSync(join(dir, 'elsewhere/b'), path);
      await come(1, 2, 3);
      appendFileSync(join(dir, 'elsewhere/a'), text(4));
      unlinkSync(path);
      symlinkSync(join(dir, 'elsewhere/a'), path);
      await come(1, 2, 3, 4);
    },
  },
  {
    name: 'a log that comes later',
    before: () => undefined,
    async act({ reader, path, come }) {
      await reader.until('a note', () => reader.told.includes('waiting'));
      writeFileSync(path, text(1));
      await come(1);
    },
  },
  {
    name: 'a log in a directory that comes later',
    before: () => undefined,
    follows: (_, dir) => join(dir, 'late/log.jsonl'),
    async act({ reader, dir, come }) {
      await reader.until('a note', () => reader.told.includes('waiting'));
      mkdirSync(join(dir, 'late'));
      await pause();
      writeFileSync(join(dir, 'late/log.jsonl'), text(1));
      await come(1);
    },
  },
  {
    name: 'a directory whose files come later',
    before: () => undefined,
    follows: (_, dir) => dir,
    async act({ dir, come }) {
      await pause();
      writeFileSync(join(dir, 'a.jsonl'), text(1));
      await come(1);
      mkdirSync(join(dir, 'deep/er'), { recursive: true });
      writeFileSync(join(dir, 'deep/er/b.ndjson'), text(2));
      await come(1, 2);
      writeFileSync(join(dir, 'note.log'), 'no log\n');
      appendFileSync(join(dir, 'a.jsonl'), text(3));
      await come(1, 2, 3);
    },
  },
  {
    name: 'renamed inside a directory that is followed',
    follows: (_, dir) => dir,
    async act({ path, dir, come }) {
      await come(1);
      const older = join(dir, 'log.1.jsonl');
      renameSync(path, older);
      writeFileSync(path, text(2));
      await come(1, 2);
      appendFileSync(older, text(3));
      await come(1, 2, 3);
      renameSync(older, join(dir, 'log.2.jsonl'));
      renameSync(path, older);
      writeFileSync(path, text(4));
      appendFileSync(older, text(5));
      await come(1, 2, 3, 5, 4);
    },
  },
  {
    name: 'its directory is moved and made again',
    before(path) {
      mkdirSync(`${path}.d`);
      writeFileSync(join(`${path}.d`, 'log.jsonl'), text(1));
    },
    follows: (path) => join(`${path}.d`, 'log.jsonl'),
    async act({ path, come }) {
      await come(1);
      renameSync(`${path}.d`, `${path}.e`);
      await pause();
      appendFileSync(join(`${path}.e`, 'log.jsonl'), text(2));
      mkdirSync(`${path}.d`);
      writeFileSync(join(`${path}.d`, 'log.jsonl'), text(3));
      await come(1, 2, 3);
      rmSync(`${path}.e`, { recursive: true });
      appendFileSync(join(`${path}.d`, 'log.jsonl'), text(4));
      await come(1, 2, 3, 4);
    },
  },
];

const HOWS: readonly How[] = ['hints', 'poll'];

test.each(SCRIPTS.flatMap((script) => HOWS.map((how) => [script.name, how, script] as const)))(
  'row 33: %s (%s)',
  async (_, how, { before, follows, act, gap }) => {
    const dir = directory();
    const path = join(dir, 'log.jsonl');
    if (before) before(path, dir);
    else writeFileSync(path, text(1));
    const reader = reading([follows?.(path, dir) ?? path], { watch: how });
    await reader.caughtUp();
    const come = async (...numbers: number[]): Promise<void> => {
      await reader.have(numbers.length);
      expect(reader.lines).toEqual(numbers.map(line));
    };
    await act({ reader, path, dir, come });
    const count = reader.lines.length;
    await pause();
    expect(reader.lines).toHaveLength(count);
    expect(reader.told.includes('gap')).toBe(gap ?? false);
  },
);

test.each(HOWS)('row 33: an inode that is used again (%s)', async (how) => {
  const path = join(directory(), 'log.jsonl');
  writeFileSync(path, text(1, 2));
  const first = reading([path], { watch: how });
  await first.have(2);
  await first.caughtUp();
  await first.stop();
  const { ino } = statSync(path);
  unlinkSync(path);
  const spare: string[] = [];
  for (let n = 0; n < 1000; n++) {
    writeFileSync(path, text(3, 4, 5));
    if (statSync(path).ino === ino) break;
    spare.push(`${path}-spare-${n}`);
    renameSync(path, spare.at(-1)!);
  }
  for (const each of spare) unlinkSync(each);
  // Where the system gives inodes anew in another order, the file is new by its inode.
  const from = first.position()!;
  const position = {
    ...from,
    files: from.files.map((file) => ({ ...file, id: file.id.replace(/\d+$/, String(statSync(path).ino)) })),
  };
  const second = reading([path], { watch: how, from: position });
  await second.have(3);
  expect(second.lines).toEqual([3, 4, 5].map(line));
  expect(second.told).toContain('gap');
});
