import { defineConfig } from 'vitest/config';

// biome-ignore lint/style/noDefaultExport: vitest asks for one
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/build.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // One fewer than the cores is the default, which leaves one of two idle.
    maxWorkers: '100%',
    // No test leaves anything behind in its process, and modules that are loaded once save minutes. What tests share has
    // no hooks of its own (`afterEach` and the like): they would be those of the first file alone.
    isolate: false,
  },
});
