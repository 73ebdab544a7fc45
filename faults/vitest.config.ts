import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const MINUTE = 60_000;

/**
 * The fault runs stand apart from the unit tests: `npm run test:faults` takes minutes, and needs a collector that can
 * be asked.
 */
export default defineConfig({
  test: {
    include: ['faults/**/*.test.ts'],
    globalSetup: './scripts/own-folders.mjs',
    testTimeout: 40 * MINUTE,
    hookTimeout: 5 * MINUTE,
    // One process for each file: each has its own memory to measure, and one that hangs can be ended alone.
    pool: 'forks',
    maxWorkers: Math.min(4, Math.max(2, availableParallelism())),
    execArgv: ['--expose-gc'],
  },
});
