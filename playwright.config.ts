import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  globalSetup: './e2e/support/set-up.ts',
  // Two runs in one clone would clear each other's.
  outputDir: process.env['SALVOR_TEST_RESULTS'] ?? 'test-results',
  workers: 2,
  retries: 0,
  // A cold start on a busy small machine takes many seconds, and a guided restore starts several processes.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
  forbidOnly: true,
  projects: [
    { name: 'e2e', testIgnore: '**/screens.spec.ts' },
    // The one walk that `npm start` does by itself where there is no display.
    { name: 'guided', testMatch: 'guided-restore.spec.ts' },
    // Pictures for people to look at, which `npm run screenshots` takes.
    { name: 'screens', testMatch: 'screens.spec.ts' },
    // The app itself, ended in the middle of its work: a part of `npm run test:faults`.
    { name: 'faults', testDir: 'faults/app', workers: 1, timeout: 1_800_000 },
    // What can only be measured in the window itself, a part of `npm run bench`.
    { name: 'bench', testDir: 'bench', workers: 1 },
  ],
});
