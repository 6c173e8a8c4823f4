/**
 * Packages that few questions need are loaded by those that do, so that all others start sooner. Both CommonJS and modules
 * without a top-level await can be loaded so (Node 20.19 and later).
 */
import { createRequire } from 'node:module';

/** Loads a package by its name; the caller says what it is. */
export const load: (name: string) => unknown = createRequire(import.meta.url);
