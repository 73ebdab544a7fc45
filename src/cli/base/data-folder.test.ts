import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { dataFolder } from './data-folder';

const VARIABLE = process.platform === 'win32' ? 'APPDATA' : 'XDG_CONFIG_HOME';
afterEach(() => vi.unstubAllEnvs());

test.skipIf(process.platform === 'darwin').each(['', '.', 'settings', '../settings'])(
  '“%s” is no folder for settings, least of all the one where the command runs',
  (value) => {
    vi.stubEnv(VARIABLE, value);
    expect(dataFolder().startsWith(homedir())).toBe(true);
  },
);

test.skipIf(process.platform === 'darwin')('an absolute path is taken', () => {
  const folder = join(homedir(), 'elsewhere');
  vi.stubEnv(VARIABLE, folder);
  expect(dataFolder()).toBe(join(folder, 'salvor'));
});

test.skipIf(process.platform === 'win32').each(['', 'here'])('a home that is “%s” is not taken', (home) => {
  vi.stubEnv('HOME', home);
  vi.stubEnv('XDG_CONFIG_HOME', '');
  expect(dataFolder()).toMatch(/^\//);
});
