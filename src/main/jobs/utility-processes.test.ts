import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startPracticeServer } from '../sources/practice-host';
import { openBrowse } from './browse-host';
import { runInEngine } from './engine-host';

interface Fork {
  readonly args: readonly string[];
  readonly options: {
    readonly env: Record<string, string>;
    readonly execArgv: readonly string[];
    readonly stdio: string;
  };
}

const electron = vi.hoisted(() => ({
  forks: [] as Fork[],
  app: { isPackaged: true, getPath: () => '/nowhere', commandLine: { getSwitchValue: () => '' } },
  utilityProcess: { fork: null as unknown },
}));

vi.mock('electron', () => electron);

const SECRET = 'a-secret-of-another-program';
const KEY = 'tspsk_a-private-key';

beforeEach(() => {
  electron.forks = [];
  electron.utilityProcess.fork = (_module: string, args: readonly string[], options: Fork['options']) => {
    electron.forks.push({ args, options });
    return Object.assign(new EventEmitter(), { postMessage: () => {}, kill: () => true, pid: undefined });
  };
  for (const name of [
    'NODE_OPTIONS',
    'NODE_EXTRA_CA_CERTS',
    'NODE_TLS_REJECT_UNAUTHORIZED',
    'AWS_SECRET_ACCESS_KEY',
    'LD_PRELOAD_OF_A_TEST',
  ])
    vi.stubEnv(name, SECRET);
  vi.stubEnv('TMPDIR', '/scratch');
});

afterEach(() => {
  vi.unstubAllEnvs();
});

const STARTS = {
  'a job': () =>
    void runInEngine({
      kind: 'drill',
      target: { kind: 'file', source: '/x', key: KEY, passphrase: KEY, databasePasswords: [KEY], scope: 'full' },
      maker: { operator: 'Ada', version: '1' },
    }),
  'an archive that is looked into': () =>
    void openBrowse({ source: '/x', key: KEY, databasePasswords: [], scratchParent: '/nowhere' }, () => {}),
  'the practice server': () => void startPracticeServer().catch(() => {}),
} as const;

describe.each(Object.entries(STARTS))('the process of %s', (_what, start) => {
  test('is given a bare environment, no secret among its arguments, and no way to write to ours', () => {
    start();
    const [{ args, options }] = electron.forks as [Fork];
    expect(
      Object.keys(options.env).filter((name) => !['TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'TZ'].includes(name)),
    ).toEqual([]);
    expect(options.env['TMPDIR']).toBe('/scratch');
    expect(JSON.stringify({ args, options })).not.toContain(SECRET);
    expect(JSON.stringify({ args, options })).not.toContain('tspsk_');
    expect(options.stdio).toBe('ignore');
  });
});
