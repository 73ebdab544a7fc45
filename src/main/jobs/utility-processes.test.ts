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
  child: null as EventEmitter | null,
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
    electron.child = new EventEmitter();
    return Object.assign(electron.child, { postMessage: () => {}, kill: () => true, pid: undefined });
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

describe('a process that says what it should not', () => {
  const say = (message: unknown) => electron.child?.emit('message', message);
  const inspect = () => runInEngine({ kind: 'inspect', path: '/x' }).outcome;
  const shapeRefused = (detail: string) => ({
    ok: false,
    error: { code: 'unexpected', params: { detail: expect.stringContaining(detail) as string } },
  });

  test('has failed its job by a result of another shape', async () => {
    const outcome = inspect();
    say({ type: 'ended', outcome: { ok: true, value: { path: '/x' } } });
    expect(await outcome).toMatchObject(shapeRefused('of another shape'));
  });

  test.each([
    ['no message of ours', { type: 'greeting' }],
    ['nothing', null],
  ])('has failed it by %s', async (_what, message) => {
    const outcome = inspect();
    say(message);
    expect(await outcome).toMatchObject(shapeRefused('of another shape'));
  });

  test('has failed it by ending without a result', async () => {
    const outcome = inspect();
    electron.child?.emit('exit', 0);
    expect(await outcome).toMatchObject(shapeRefused('without a result (exit code 0)'));
  });

  test('has failed a question by an answer of another shape, and all of them by ending', async () => {
    const process = openBrowse({ source: '/x', key: null, databasePasswords: [], scratchParent: '/nowhere' }, () => {});
    const answered = process.ask<'tables'>({ kind: 'tables' });
    say({ type: 'answer', id: 1, outcome: { ok: true, value: 'no tables' } });
    await expect(answered).rejects.toThrow('unexpected');
    const open = process.ask<'tables'>({ kind: 'tables' });
    electron.child?.emit('exit', 0);
    await expect(open).rejects.toThrow('cancelled');
    await expect(process.ask<'tables'>({ kind: 'tables' })).rejects.toThrow('cancelled');
  });
});
