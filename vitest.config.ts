import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'test-support/**/*.test.ts', 'scripts/**/*.test.ts'],
    // Vitest leaves one core to whoever watches; nobody watches here, and many tests wait for processes and disks.
    maxWorkers: 2,
    globalSetup: './scripts/own-folders.mjs',
    // Many tests start processes, and a machine that does other work takes ten times as long for that.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
