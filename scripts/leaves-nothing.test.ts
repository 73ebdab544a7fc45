import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

/**
 * The demo and the practice server as a person runs them: in that person's home, and in the common temporary folder.
 */

let folder: string;
let home: string;
let temporary: string;
let env: NodeJS.ProcessEnv;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'salvor-person-'));
  home = join(folder, 'home');
  temporary = join(folder, 'tmp');
  for (const path of [home, temporary]) await mkdir(path);
  const { SALVOR_OWN_FOLDERS: _own, ...rest } = process.env;
  env = {
    ...rest,
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    APPDATA: home,
    TMPDIR: temporary,
    TEMP: temporary,
    TMP: temporary,
  };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function start(script: string): { child: ChildProcess; text: () => string; ended: Promise<number | null> } {
  const child = spawn(process.execPath, [resolve('scripts', 'run.cjs'), script], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  return { child, text: () => text, ended: new Promise((done) => child.once('close', done)) };
}

describe.skipIf(process.platform === 'win32')('leaves nothing in the temporary folder and in the person’s home', () => {
  test('npm run demo', async () => {
    const demo = start('demo');
    expect([await demo.ended, demo.text()]).toEqual([0, expect.stringContaining('5 steps, all well')]);
    expect([await readdir(temporary), await readdir(home)]).toEqual([[], []]);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('npm run practice, ended by %s', async (signal) => {
    const practice = start('practice');
    await expect.poll(practice.text, { timeout: 150_000 }).toContain('For example:');
    const [, url = ''] = /^Address +(\S+)$/m.exec(practice.text()) ?? [];
    const [, apiKeyFile = ''] = /^API key file +(\S+)$/m.exec(practice.text()) ?? [];
    const [, keyFile = ''] = /^Key file +(\S+)$/m.exec(practice.text()) ?? [];
    const [, fingerprint = ''] = /^Fingerprint +(\S+)$/m.exec(practice.text()) ?? [];
    expect((await readFile(keyFile, 'utf8')).startsWith('tspsk_')).toBe(true);
    const answer = await fetch(`${url}/ping`, {
      headers: { authorization: `Bearer ${(await readFile(apiKeyFile, 'utf8')).trim()}` },
    });
    expect(await answer.json()).toMatchObject({ ok: true, site: { name: 'Harbour Fellowship' } });
    expect(fingerprint).toMatch(/^(?:[0-9a-f]{4}:){3}[0-9a-f]{4}$/);

    practice.child.kill(signal);
    // npm passes a terminal's Ctrl-C on a second time.
    practice.child.kill(signal);
    expect(await practice.ended).toBe(0);
    await expect(fetch(`${url}/ping`)).rejects.toThrow();
    expect([await readdir(temporary), await readdir(home)]).toEqual([[], []]);
  });
});
