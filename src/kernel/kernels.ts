/** Which kernel answers: the SIMD one where it can, else the scalar one. Both give the same batches (test/twins). */
import type { KernelKind } from '../model/query.ts';
import type { Kernel, KernelSpec } from './kernel.ts';
import { scalarKernel } from './scalar.ts';
import { wasmKernel } from './wasm.ts';

/** `simd` takes the scalar kernel where the module cannot do what the spec asks, or where there is no SIMD. */
export function makeKernel(spec: KernelSpec, kind: KernelKind): Kernel {
  return (kind === 'simd' && hasSimd() ? wasmKernel(spec) : undefined) ?? scalarKernel(spec);
}

let simd: boolean | undefined;

function hasSimd(): boolean {
  simd ??= WebAssembly.validate(USES_SIMD);
  return simd;
}

declare const WebAssembly: { validate(bytes: Uint8Array): boolean };

/** The smallest module with a 128-bit constant. */
const USES_SIMD = Uint8Array.of(
  ...[
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98,
    11,
  ],
);
