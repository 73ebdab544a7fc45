import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { request } from 'undici';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { failureSchema } from '../core/failure-schema';

/** Built where the packages that stay outside the bundle can be found. */
const BUILDS = resolve('node_modules/.cache');
const children: ChildProcess[] = [];
let folder: string;
let entry: string;

beforeAll(async () => {
  await mkdir(BUILDS, { recursive: true });
  folder = await mkdtemp(join(BUILDS, 'practice-'));
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['node-sqlite3-wasm'] },
    build: { ssr: resolve('src/practice/process.ts'), outDir: join(folder, 'out'), target: 'node20.18' },
  });
  await writeFile(join(folder, 'package.json'), '{"type": "module"}');
  entry = join(folder, 'out', 'process.js');
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function start(message: unknown): { child: ChildProcess; report: Promise<Record<string, unknown>> } {
  const child = fork(entry, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  children.push(child);
  child.send(message as object);
  return { child, report: once(child, 'message').then(([report]) => report as Record<string, unknown>) };
}

describe('the practice process', () => {
  test('serves the folder that it is given, and ends when its parent lets go of it', async () => {
    const { child, report } = start({ folder: join(folder, 'data') });
    const { type, url, sites, folder: told } = await report;
    expect([type, told]).toEqual(['ready', join(folder, 'data')]);
    const [site] = sites as { apiKey: string; name: string }[];
    const answer = await request(`${String(url)}/ping`, { headers: { authorization: `Bearer ${site?.apiKey}` } });
    expect(await answer.body.json()).toMatchObject({ site: { name: 'Harbour Fellowship' } });

    child.disconnect();
    expect(await once(child, 'exit')).toEqual([0, null]);
    await expect(request(`${String(url)}/ping`)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('encrypts at rest when asked to', async () => {
    const { url, sites } = await start({ folder: join(folder, 'at rest'), atRest: true }).report;
    const [site] = sites as { apiKey: string }[];
    const answer = await request(`${String(url)}/ping`, { headers: { authorization: `Bearer ${site?.apiKey}` } });
    expect(await answer.body.json()).toMatchObject({ encrypt_at_rest: true });
  });

  test('says why it cannot serve', async () => {
    await writeFile(join(folder, 'in the way'), '');
    const { type, error } = await start({ folder: join(folder, 'in the way') }).report;
    expect(type).toBe('failed');
    expect(failureSchema.parse(error).code).toBe('destination-not-writable');
    expect((await start({ port: 'none' }).report)['type']).toBe('failed');
  });
});
