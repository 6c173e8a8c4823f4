/** Writes fixtures/hostile/ anew from the table. Run in the project's root; package.json names the command. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostileFiles } from './files.ts';

const DIRECTORY = 'fixtures/hostile';

mkdirSync(DIRECTORY, { recursive: true });
for (const name of readdirSync(DIRECTORY)) rmSync(join(DIRECTORY, name));
for (const [name, bytes] of hostileFiles()) writeFileSync(join(DIRECTORY, name), bytes);
