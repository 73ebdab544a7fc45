import {
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../../../test-support/fault-proxy';
import { type Fault, isAny, isDownload, isOneBackup, isPing, type SeenRequest } from '../../../test-support/faults';
import type { WholeBackup } from '../../../test-support/listing';
import { startTestPractice, type TestPractice } from '../../../test-support/practice';
import { type Failure, toFailure } from '../errors';
import { Leftovers } from '../leftovers/store';
import { type FetchRequest, fetchArchive } from './fetch';
import { Nudge, PauseGate, StopAndKeep } from './job';
import type { Progress, RestoreResult } from './model';

/** Of a TSPEPK01 envelope. */
const HEADER = 52;
const TAG = 16;

const root = mkdtempSync(join(tmpdir(), 'salvor-resume-'));
let practice: TestPractice;
let proxy: FaultProxy;
let newest: WholeBackup;
let key: string;
/** The import zip as it comes out of a fetch that nothing interrupts. */
let whole: Buffer;
let home: string;
let folder: string;
let destination: string;
let leftovers: Leftovers;
let told: Progress[];

beforeAll(async () => {
  practice = await startTestPractice();
  proxy = await startFaultProxy(practice.url);
  const full = (await practice.backups(practice.harbour)).find(({ scope }) => scope === 'full');
  if (full === undefined) throw new Error('the practice site has a whole-site archive');
  newest = full;
  key = await practice.privateKey(practice.harbour);
  begin();
  await end();
  whole = readFileSync(destination);
});
afterAll(async () => {
  await proxy.close();
  await practice.close();
  rmSync(root, { recursive: true });
});
beforeEach(begin);

function begin(): void {
  home = mkdtempSync(join(root, 'home-'));
  folder = mkdtempSync(join(root, 'case-'));
  destination = join(folder, 'import.zip');
  leftovers = new Leftovers(home);
  proxy.setFault(null);
  told = [];
}

type Ended = { result: RestoreResult } | { failure: Failure };

async function end(
  change: Partial<FetchRequest> = {},
  more: { signal?: AbortSignal; nudge?: Nudge; report?: (progress: Progress) => void } = {},
): Promise<Ended> {
  const request: FetchRequest = {
    address: { url: proxy.url(practice.url), allowHttp: false, authorities: [] },
    apiKey: practice.harbour.apiKey,
    archive: newest.id,
    scope: null,
    key,
    destination,
    overwrite: false,
    expectedFingerprint: null,
    patience: { tries: 0, firstMs: 1, longestMs: 4, stallMs: 30_000 },
    ...change,
  };
  const context = {
    signal: new AbortController().signal,
    pause: new PauseGate(),
    report: (progress: Progress) => void told.push(progress),
    leftovers,
    ...more,
  };
  return fetchArchive(request, context).then(
    (result) => ({ result }),
    (error: unknown) => ({ failure: toFailure(error) }),
  );
}

const patient = (tries: number, stallMs = 30_000): Partial<FetchRequest> => ({
  patience: { tries, firstMs: 1, longestMs: 4, stallMs },
});

/** Interrupts a fetch after so many bytes of the archive, and gives how much of the plaintext is there then. */
async function interruptedAt(bytes: number): Promise<number> {
  proxy.setFault({ kind: 'cut', afterBytes: bytes, how: 'reset' });
  expect(await end()).toMatchObject({ failure: { code: 'connection-lost' } });
  expect(proxy.log.at(-1)).toMatchObject({ kind: 'cut', afterBytes: bytes });
  proxy.setFault(null);
  expect(readdirSync(folder)).toEqual(['import.zip.part']);
  return statSync(`${destination}.part`).size;
}

/** The requests for the archive's bytes that a piece of work makes. */
async function downloadsOf(work: () => Promise<unknown>): Promise<(string | null)[]> {
  const before = proxy.requests.length;
  await work();
  return proxy.requests
    .slice(before)
    .filter(isDownload)
    .map(({ range }) => range);
}

async function resumes(change: Partial<FetchRequest> = {}): Promise<RestoreResult> {
  const ended = await end(change);
  if ('failure' in ended) throw new Error(JSON.stringify(ended.failure));
  expect(readFileSync(destination).equals(whole)).toBe(true);
  expect(readdirSync(folder)).toEqual(['import.zip']);
  expect(await leftovers.list()).toEqual([]);
  return ended.result;
}

function filesBelow(path: string): Buffer[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
}

describe('a fetch that was killed between giving the final name and taking the part’s away', () => {
  test('has ended: nothing is left of it, and the file is never written to again', async () => {
    await interruptedAt(Math.floor(newest.size / 2));
    const part = `${destination}.part`;
    writeFileSync(part, whole);
    linkSync(part, destination);
    const { ino } = statSync(destination);
    expect(await leftovers.list()).toEqual([]);
    expect(readdirSync(folder)).toEqual(['import.zip']);
    expect(statSync(destination).ino).toBe(ino);
    expect(readFileSync(destination).equals(whole)).toBe(true);
  });

  test('is made again where that is asked for', async () => {
    await interruptedAt(Math.floor(newest.size / 2));
    writeFileSync(`${destination}.part`, whole);
    linkSync(`${destination}.part`, destination);
    expect((await resumes({ overwrite: true })).transfer).toMatchObject({ kept: 0 });
  });
});

describe('a server that encrypts at rest', () => {
  const atRest: Fault = {
    kind: 'rewrite',
    on: isOneBackup,
    rewrite: (answer: { backup: object }) => ({ ...answer, backup: { ...answer.backup, encrypted_at_rest: true } }),
  };
  const unsaid: Fault = {
    kind: 'rewrite',
    on: isOneBackup,
    rewrite: (answer: { backup: object }) => ({ ...answer, backup: { ...answer.backup, encrypted_at_rest: null } }),
  };

  test.each([atRest, unsaid])('is asked for an archive once, and for its rest once', async (fault) => {
    proxy.setFault(fault);
    expect(await downloadsOf(() => resumes())).toEqual([null]);
    begin();
    const have = await interruptedAt(Math.floor(newest.size / 2));
    proxy.setFault(fault);
    expect(await downloadsOf(() => resumes())).toEqual([`bytes=${HEADER + have}-`]);
  });
});

describe('a fetch that was interrupted', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])(
    'at %i tenths continues there, and only what is missing is fetched',
    async (tenths) => {
      const have = await interruptedAt(Math.floor((newest.size * tenths) / 10));
      // A reset may take with it what has arrived and was not read yet, the more the busier the machine is.
      expect(have).toBeGreaterThan((newest.size * tenths) / 20 - HEADER - TAG);
      expect(await leftovers.list()).toMatchObject([
        {
          job: 'fetch',
          destination,
          part: `${destination}.part`,
          have,
          resumable: true,
          archive: { id: newest.id, bytes: newest.size, sha256: newest.sha256 },
        },
      ]);
      let result: RestoreResult | null = null;
      const ranges = await downloadsOf(async () => {
        result = await resumes();
      });
      expect(ranges).toEqual([`bytes=0-${HEADER - 1}`, `bytes=${HEADER + have}-`]);
      expect(result).toMatchObject({ transfer: { kept: HEADER + have, startedOver: false, retries: 0 } });
      expect(told.at(-1)?.kept).toBe(HEADER + have);
    },
  );

  test('continues also after several interruptions, and when only the tag is missing', async () => {
    await interruptedAt(Math.floor(newest.size / 3));
    proxy.setFault({
      kind: 'cut',
      afterBytes: 20_000,
      how: 'reset',
      on: (request: SeenRequest) => isDownload(request) && request.range !== `bytes=0-${HEADER - 1}`,
    });
    expect(await end()).toMatchObject({ failure: { code: 'connection-lost' } });
    proxy.setFault(null);
    writeFileSync(`${destination}.part`, whole);
    expect(await downloadsOf(() => resumes())).toEqual([`bytes=0-${HEADER - 1}`, `bytes=${HEADER + whole.length}-`]);
  });

  test('is proven as it is in the part, also where that was changed after it was checked', async () => {
    const have = await interruptedAt(Math.floor((newest.size * 2) / 3));
    // In a file that is stored as it is: of all others the proof reads the bytes anyway.
    const at = have - 1_000;
    const report = ({ phase }: Progress) => {
      if (phase !== 'authenticate') return;
      const part = readFileSync(`${destination}.part`);
      part[at] = (part[at] ?? 0) ^ 1;
      writeFileSync(`${destination}.part`, part);
    };
    expect(await end({}, { report })).toMatchObject({ failure: { code: 'entry-damaged' } });
  });

  test('keeps no key on the disk, in any form', async () => {
    await interruptedAt(Math.floor(newest.size / 2));
    const raw = Buffer.from(key.slice('tspsk_'.length), 'base64url');
    const forms = [
      key,
      key.slice(6),
      raw,
      raw.toString('hex'),
      raw.toString('hex').toUpperCase(),
      raw.toString('base64'),
      raw.toString('base64url'),
      practice.harbour.apiKey,
    ];
    const files = [...filesBelow(folder), ...filesBelow(home)];
    expect(files.length).toBeGreaterThan(1);
    for (const bytes of files) for (const form of forms) expect(bytes.includes(form)).toBe(false);
  });

  test('is private while it lies there', async () => {
    await interruptedAt(Math.floor(newest.size / 2));
    if (process.platform === 'win32') return;
    expect(statSync(`${destination}.part`).mode & 0o777).toBe(0o600);
    for (const name of readdirSync(join(home, 'leftovers')))
      expect(statSync(join(home, 'leftovers', name)).mode & 0o777).toBe(0o600);
  });

  test('refuses another key before anything is fetched, and keeps what is there', async () => {
    const have = await interruptedAt(Math.floor(newest.size / 2));
    proxy.setFault({
      kind: 'rewrite',
      on: isOneBackup,
      rewrite: (answer: { backup: WholeBackup }) => ({
        ...answer,
        backup: { ...answer.backup, e2ee_fingerprint: null },
      }),
    });
    const other = await practice.privateKey(practice.lantern);
    expect(
      await downloadsOf(async () =>
        expect(await end({ key: other })).toMatchObject({ failure: { code: 'wrong-key' } }),
      ),
    ).toEqual([`bytes=0-${HEADER - 1}`]);
    proxy.setFault(null);
    expect(await leftovers.list()).toMatchObject([{ have }]);
    await resumes();
  });

  test('does not mind a new entity tag', async () => {
    await interruptedAt(Math.floor(newest.size / 2));
    proxy.setFault({ kind: 'fresh-etag' });
    const before = proxy.log.length;
    expect(await resumes()).toMatchObject({ transfer: { startedOver: false } });
    expect(proxy.log.length).toBeGreaterThan(before);
  });

  test('passes over what it has where a server knows no ranges', async () => {
    await interruptedAt(Math.floor(newest.size / 2));
    proxy.setFault({ kind: 'ignore-range' });
    const before = proxy.log.length;
    expect(await resumes()).toMatchObject({ transfer: { startedOver: false } });
    expect(proxy.log.length).toBeGreaterThan(before);
  });

  test('does not take another range than it asked for', async () => {
    await interruptedAt(Math.floor(newest.size / 2));
    proxy.setFault({ kind: 'content-range', value: `bytes 1-2/${newest.size}` });
    expect(await end()).toMatchObject({ failure: { code: 'broken-answer' } });
    proxy.setFault({ kind: 'content-range', value: `bytes 0-51/${newest.size + 1}` });
    expect(await end()).toEqual({
      failure: { code: 'size-changed-on-server', params: { listed: newest.size, got: newest.size + 1 } },
    });
  });

  test.each([
    ['hash', { sha256: 'ab'.repeat(32) }, 'hash-changed-on-server'],
    ['size', { size: 12_345, sha256: 'ab'.repeat(32) }, 'size-changed-on-server'],
  ] as const)('notices another %s in the listing, and splices nothing', async (_what, change, code) => {
    await interruptedAt(Math.floor(newest.size / 2));
    const before = readFileSync(`${destination}.part`);
    proxy.setFault({
      kind: 'rewrite',
      on: isOneBackup,
      rewrite: (answer: { backup: WholeBackup }) => ({ ...answer, backup: { ...answer.backup, ...change } }),
    });
    expect(await downloadsOf(async () => expect(await end()).toMatchObject({ failure: { code } }))).toEqual([]);
    expect(readFileSync(`${destination}.part`).equals(before)).toBe(true);
    expect(await leftovers.list()).toHaveLength(1);
  });

  test('notices another header on the server', async () => {
    await interruptedAt(Math.floor(newest.size / 2));
    proxy.setFault({ kind: 'flip', offset: 45 });
    expect(await end()).toMatchObject({ failure: { code: 'header-changed-on-server' } });
    expect(proxy.log.at(-1)?.kind).toBe('flip');
    expect(await leftovers.list()).toHaveLength(1);
  });

  test('starts again when asked to', async () => {
    await interruptedAt(Math.floor(newest.size / 2));
    expect(await downloadsOf(() => resumes({ resume: false }))).toEqual([null]);
  });

  test('of an archive that is not encrypted continues too', async () => {
    const plain = (await practice.backups(practice.lantern)).find(
      ({ client_encrypted, size }) => !client_encrypted && size > 20_000,
    );
    if (plain === undefined) throw new Error('the second site has a plain archive');
    const request = { apiKey: practice.lantern.apiKey, archive: plain.id, key: null };
    proxy.setFault({ kind: 'cut', afterBytes: Math.floor(plain.size / 2), how: 'reset' });
    expect(await end(request)).toMatchObject({ failure: { code: 'connection-lost' } });
    proxy.setFault(null);
    const have = statSync(`${destination}.part`).size;
    expect(
      await downloadsOf(async () => expect(await end(request)).toHaveProperty('result.transfer.kept', have)),
    ).toEqual(['bytes=0-63', `bytes=${have}-`]);
    expect(readdirSync(folder)).toEqual(['import.zip']);
  });
});

describe('what lies there is not what came', () => {
  const damages: [string, (part: Buffer) => Buffer, 'at-once' | 'at-the-end'][] = [
    [
      'one bit of it is another',
      (part) => Buffer.concat([part.subarray(0, 30_000), Buffer.of((part[30_000] ?? 0) ^ 1), part.subarray(30_001)]),
      'at-the-end',
    ],
    ['a block in its middle never reached the disk', (part) => Buffer.from(part).fill(0, 8192, 12_288), 'at-the-end'],
    ['its beginning is garbage', (part) => Buffer.from(part).fill(7, 0, 2000), 'at-once'],
    ['it is longer than the archive', (part) => Buffer.concat([part, Buffer.alloc(newest.size, 7)]), 'at-once'],
    ['there is too little of it', (part) => part.subarray(0, 100), 'at-once'],
  ];
  test.each(damages)('%s: the whole is fetched, once, and told', async (_what, damage, when) => {
    const have = await interruptedAt(Math.floor(newest.size / 2));
    writeFileSync(`${destination}.part`, damage(readFileSync(`${destination}.part`)));
    let result: RestoreResult | null = null;
    const ranges = await downloadsOf(async () => {
      result = await resumes();
    });
    expect(ranges.at(-1)).toBe(null);
    expect(ranges.includes(`bytes=${HEADER + have}-`)).toBe(when === 'at-the-end');
    expect(result).toMatchObject({ transfer: { kept: 0, startedOver: true } });
    expect(told.some(({ startedOver }) => startedOver)).toBe(true);
  });

  test('zeros at its end are not built upon', async () => {
    await interruptedAt(Math.floor(newest.size / 2));
    const part = readFileSync(`${destination}.part`);
    const end = Math.floor(part.length / 2 / 4096) * 4096;
    writeFileSync(`${destination}.part`, Buffer.from(part).fill(0, end));
    expect(await downloadsOf(() => resumes())).toEqual([`bytes=0-${HEADER - 1}`, `bytes=${HEADER + end}-`]);
  });

  test('it is only shorter: what is missing is fetched', async () => {
    await interruptedAt(Math.floor(newest.size / 2));
    truncateSync(`${destination}.part`, 20_001);
    expect(await downloadsOf(() => resumes())).toEqual([`bytes=0-${HEADER - 1}`, `bytes=${HEADER + 20_001}-`]);
  });

  test('an altered archive is still reported as such, after the whole was fetched', async () => {
    await interruptedAt(Math.floor(newest.size / 2));
    proxy.setFault({ kind: 'flip', offset: newest.size - 1 });
    expect(await end()).toMatchObject({ failure: { code: 'altered' } });
    expect(readdirSync(folder)).toEqual([]);
    expect(await leftovers.list()).toEqual([]);
  });
});

describe('a stop', () => {
  async function stopped(reason?: Error): Promise<Ended> {
    proxy.setFault({ kind: 'stall', afterBytes: Math.floor(newest.size / 2) });
    const stop = new AbortController();
    const before = proxy.log.length;
    const running = end({}, { signal: stop.signal });
    await expect.poll(() => proxy.log.length).toBeGreaterThan(before);
    await expect.poll(() => readdirSync(folder)).toEqual(['import.zip.part']);
    stop.abort(reason);
    return running;
  }

  test('leaves nothing, unless it is to keep what is there', async () => {
    expect(await stopped()).toMatchObject({ failure: { code: 'cancelled' } });
    expect(readdirSync(folder)).toEqual([]);
    expect(await leftovers.list()).toEqual([]);
    expect(await stopped(new StopAndKeep())).toMatchObject({ failure: { code: 'cancelled' } });
    expect(readdirSync(folder)).toEqual(['import.zip.part']);
    proxy.setFault(null);
    expect((await resumes()).transfer?.kept).toBeGreaterThan(newest.size / 3);
  });
});

describe('within one run', () => {
  const times = (fault: Fault, count: number): Fault => ({ ...fault, times: count });

  test('a broken connection continues from the very byte', async () => {
    const cut = Math.floor(newest.size / 4);
    proxy.setFault(times({ kind: 'cut', afterBytes: cut, how: 'reset' }, 3));
    const before = proxy.log.length;
    const ranges = await downloadsOf(async () =>
      expect((await resumes(patient(3))).transfer).toEqual({ kept: 0, startedOver: false, retries: 3 }),
    );
    expect(ranges).toEqual([null, `bytes=${cut}-`, `bytes=${2 * cut}-`, `bytes=${3 * cut}-`]);
    expect(proxy.log.length - before).toBe(3);
    expect(told.some(({ waiting }) => waiting?.reason === 'connection-lost')).toBe(true);
  });

  test.each([
    ['a body that ends too early', { kind: 'cut', afterBytes: 40_000, how: 'end' }],
    ['a stall', { kind: 'stall', afterBytes: 40_000 }],
    ['too many requests', { kind: 'status', status: 429 }],
    ['too many requests, with a time', { kind: 'status', status: 429, retryAfter: '0' }],
    ['a server that is not available', { kind: 'status', status: 503 }],
    ['one that will be soon', { kind: 'status', status: 503, retryAfter: new Date(0).toUTCString() }],
    ['no answer to the first question', { kind: 'status', status: 503, on: isPing }],
  ] as const)('%s is got over', async (_what, fault) => {
    proxy.setFault(times(fault, 2));
    const before = proxy.log.length;
    expect((await resumes(patient(3, 300))).transfer?.retries).toBe(2);
    expect(proxy.log.length - before).toBe(2);
  });

  test('tries end, and what came is kept', async () => {
    const broken = proxy.requests.length;
    proxy.setFault({ kind: 'cut', afterBytes: 0, how: 'reset' });
    expect(await end(patient(4))).toMatchObject({ failure: { code: 'connection-lost' } });
    expect(proxy.requests.slice(broken).filter(isDownload)).toHaveLength(5);
  });

  test.each([
    ['an API key that was switched off', { kind: 'status', status: 401 }, 'unauthorised'],
    [
      'an archive that is gone',
      { kind: 'status', status: 404, body: '{"ok":false,"error":"not found"}' },
      'archive-not-found',
    ],
    ['an error that will not pass', { kind: 'status', status: 500 }, 'archive-unavailable'],
    ['a server that wants an hour', { kind: 'status', status: 503, retryAfter: '3600' }, 'not-now'],
    ['a redirect', { kind: 'redirect', status: 302 }, 'redirect-refused'],
  ] as const)('%s stops at once, and what came is kept', async (_what, fault, code) => {
    const have = await interruptedAt(Math.floor(newest.size / 2));
    proxy.setFault({ ...fault, on: (request) => isDownload(request) && request.range !== `bytes=0-${HEADER - 1}` });
    expect(
      await downloadsOf(async () => expect(await end(patient(5))).toMatchObject({ failure: { code } })),
    ).toHaveLength(2);
    expect(await leftovers.list()).toMatchObject([{ have }]);
  });

  test('a server that cannot be reached at all is reported at once', async () => {
    const before = proxy.requests.length;
    expect(
      await end({ ...patient(5), address: { url: 'http://127.0.0.1:9/api/v1', allowHttp: false, authorities: [] } }),
    ).toMatchObject({ failure: { code: 'unreachable' } });
    expect(proxy.requests.length).toBe(before);
  });

  test('a nudge ends a wait', async () => {
    proxy.setFault({ kind: 'status', status: 503, times: 1 });
    const nudge = new Nudge();
    const running = end({ patience: { tries: 1, firstMs: 600_000, longestMs: 600_000, stallMs: 30_000 } }, { nudge });
    await expect.poll(() => told.at(-1)?.waiting?.reason).toBe('not-now');
    nudge.give();
    expect(await running).toHaveProperty('result.transfer.retries', 1);
  });

  test('asks a busy site again only as often as allowed', async () => {
    proxy.setFault({ kind: 'status', status: 429, on: isAny });
    const before = proxy.requests.length;
    expect(await end(patient(3))).toMatchObject({ failure: { code: 'not-now', params: { status: 429 } } });
    expect(proxy.requests.length - before).toBe(4);
  });
});
