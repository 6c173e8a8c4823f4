/** Compiles the module and writes it to ../module.ts, so that what ships is what stands here. Run by `npm run build:kernel`. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const FLAGS = [
  '-O3',
  '--noAssert',
  '--runtime',
  'stub',
  '--enable',
  'simd,bulk-memory',
  '--importMemory',
  '--memoryBase',
  '1024',
  '--use',
  'abort=',
];

let module;
const { error, stderr } = await asc.main(
  ['index.ts', '--baseDir', HERE, '--outFile', 'kernel.wasm', ...FLAGS],
  {
    writeFile: (_name, contents) => {
      module = contents;
    },
  },
);
if (error) throw new Error(`${error.message}\n${stderr.toString()}`);

const lines = Buffer.from(module)
  .toString('base64')
  .match(/.{1,100}/g);
const text = `/** The SIMD kernel, built from assembly/ by \`npm run build:kernel\`, in base64. Do not edit. */
export const MODULE: string = [
${lines.map((line) => `  '${line}',`).join('\n')}
].join('');
`;
writeFileSync(new URL('../module.ts', import.meta.url), text);
