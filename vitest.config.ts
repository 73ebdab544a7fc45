import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'test-support/**/*.test.ts'],
    // Vitest leaves one core to whoever watches; nobody watches here, and many tests wait for processes and disks.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
