import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FailureCode } from '../src/core/errors';
import type { Patience } from '../src/core/restore/retry';
import { type FaultProxy, startFaultProxy } from '../test-support/fault-proxy';
import { type Fault, isDownload, isList, isOneBackup, isPing, type SeenRequest } from '../test-support/faults';
import type { WholeBackup } from '../test-support/listing';
import { startTestPractice, type TestPractice } from '../test-support/practice';
import { Fetching } from './support/fetching';
import { Figures } from './support/figures';
import { type Random, randomOf } from './support/random';
import { isLong } from './support/run';

/**
 * A network and a server that go wrong in every way they can: a fetch ends in the exact bytes, or in the right error.
 */

/** What goes wrong in one fetch, and which ends are right. */
interface Trouble {
  readonly fault: Fault;
  /** Codes with which it may end; without any it must end in the exact bytes. */
  readonly codes: readonly FailureCode[];
  /** Whether the exact bytes are a right end as well. */
  readonly orBytes?: boolean;
  /** The fetch is interrupted once before, so that it is the going on that meets the fault. */
  readonly resumed?: boolean;
}

type Scenario = (random: Random, backup: WholeBackup) => Trouble;

const once = { times: 1 } as const;
const isAsked = (request: SeenRequest) => isPing(request) || isOneBackup(request);
const isContinued = (request: SeenRequest) =>
  isDownload(request) && request.range !== null && !request.range.startsWith('bytes=0-');
const tenth = (random: Random, { size }: WholeBackup) => Math.floor((size * random.below(10)) / 10) + random.below(50);
const changed = (change: object) => (answer: { backup: object }) => ({
  ...answer,
  backup: { ...answer.backup, ...change },
});

const SCENARIOS: Record<string, Scenario> = {
  'reset once': (random, backup) => ({
    fault: { kind: 'cut', afterBytes: tenth(random, backup), how: 'reset', ...once },
    codes: [],
  }),
  'closed once': (random, backup) => ({
    fault: { kind: 'cut', afterBytes: tenth(random, backup), how: 'end', ...once },
    codes: [],
  }),
  'reset before the first byte, always': () => ({
    fault: { kind: 'cut', afterBytes: 0, how: 'reset' },
    codes: ['connection-lost', 'cut-short', 'unreachable'],
  }),
  'closed before the first byte, always': () => ({
    fault: { kind: 'cut', afterBytes: 0, how: 'end' },
    codes: ['connection-lost', 'cut-short', 'unreachable'],
  }),
  'reset again and again': (random) => ({
    fault: { kind: 'cut', afterBytes: 20_000 + random.below(60_000), how: 'reset' },
    codes: ['connection-lost', 'cut-short'],
    orBytes: true,
  }),
  'cut within an answer': () => ({
    fault: { kind: 'cut', afterBytes: 20, how: 'end', on: isAsked, ...once },
    codes: [],
  }),
  'stalls once': (random, backup) => ({
    fault: { kind: 'stall', afterBytes: tenth(random, backup), ...once },
    codes: [],
  }),
  'stalls always': (random, { size }) => ({
    fault: { kind: 'stall', afterBytes: random.below(Math.floor(size / 200)) },
    codes: ['connection-lost'],
  }),
  trickles: (random) => ({
    fault: { kind: 'trickle', bytes: 3_000 + random.below(20_000), everyMs: 1 + random.below(3) },
    codes: [],
  }),
  'announced too long': (random) => ({
    fault: { kind: 'announce', by: 1 + random.below(5_000) },
    codes: ['size-changed-on-server'],
  }),
  'announced too short': (random) => ({
    fault: { kind: 'announce', by: -1 - random.below(5_000) },
    codes: ['size-changed-on-server'],
  }),
  'longer than listed': (random) => ({
    fault: { kind: 'append', bytes: 1 + random.below(5_000) },
    codes: ['size-changed-on-server'],
  }),
  'shorter than listed': (random) => ({
    fault: { kind: 'drop', bytes: 1 + random.below(5_000) },
    codes: ['size-changed-on-server'],
  }),
  'one byte is another': (random, { size }) => ({
    fault: { kind: 'flip', offset: random.below(size) },
    codes: [
      'altered',
      'wrong-key',
      'unknown-format',
      'hash-changed-on-server',
      'entry-damaged',
      'zip-damaged',
      'header-damaged',
      'low-order-ephemeral',
    ],
  }),
  'one byte is another, in what comes later': (random, { size }) => ({
    fault: { kind: 'flip', offset: size - 1 - random.below(Math.floor(size / 10)), on: isContinued, ...once },
    codes: ['altered', 'hash-changed-on-server'],
    // A damaged part is given up for the whole, which is then sound.
    orBytes: true,
    resumed: true,
  }),
  'the whole for a range': () => ({ fault: { kind: 'ignore-range', on: isContinued }, codes: [], resumed: true }),
  'another range': (random, { size }) => ({
    fault: { kind: 'content-range', value: `bytes ${random.below(1_000)}-${size - 1}/${size}`, on: isContinued },
    codes: ['broken-answer'],
    resumed: true,
  }),
  'a range of another whole': (random, { size }) => ({
    fault: { kind: 'content-range', value: `bytes 0-10/${size + 1 + random.below(99)}`, on: isContinued },
    codes: ['size-changed-on-server'],
    resumed: true,
  }),
  'a range without a meaning': (random) => ({
    fault: {
      kind: 'content-range',
      value: random.pick(['', 'bytes', 'bytes a-b/c', 'lines 1-2/3', 'bytes 1-']),
      on: isContinued,
    },
    codes: ['broken-answer'],
    resumed: true,
  }),
  'a fresh ETag each time': () => ({ fault: { kind: 'fresh-etag' }, codes: [], resumed: true }),
  'too many requests, once': (random) => ({
    fault: {
      kind: 'status',
      status: 429,
      on: random.pick([isPing, isOneBackup, isDownload]),
      ...once,
      ...random.pick([{}, { retryAfter: '0' }, { retryAfter: '1' }]),
    },
    codes: [],
  }),
  'too many requests, always': (random) => ({
    fault: {
      kind: 'status',
      status: 429,
      on: random.pick([isPing, isOneBackup, isDownload]),
      ...random.pick([{}, { retryAfter: '0' }, { retryAfter: '99999' }, { retryAfter: 'soon' }]),
    },
    codes: ['not-now'],
  }),
  'unavailable, once': (random) => ({
    fault: {
      kind: 'status',
      status: 503,
      on: random.pick([isPing, isOneBackup, isDownload]),
      ...once,
      ...random.pick([{}, { retryAfter: '1' }, { retryAfter: new Date().toUTCString() }]),
    },
    codes: [],
  }),
  'unavailable, always': (random) => ({
    fault: {
      kind: 'status',
      status: 503,
      on: random.pick([isPing, isOneBackup, isDownload]),
      ...random.pick([{}, { retryAfter: '0' }, { retryAfter: '99999' }]),
    },
    codes: ['not-now'],
  }),
  'unavailable while it continues': () => ({
    fault: { kind: 'status', status: 503, on: isContinued },
    codes: ['not-now'],
    resumed: true,
  }),
  'garbage in place of JSON': (random) => ({
    fault: {
      kind: 'replace',
      body: random.bytes(200).toString('latin1'),
      contentType: 'application/json',
      on: random.pick([isPing, isOneBackup]),
    },
    codes: ['broken-answer', 'not-a-backup-server'],
  }),
  'half of the JSON': () => ({
    fault: {
      kind: 'replace',
      body: '{"ok": true, "backup": {"id": 1, "si',
      contentType: 'application/json',
      on: isOneBackup,
    },
    codes: ['broken-answer'],
  }),
  'a web page': (random) => ({
    fault: {
      kind: 'replace',
      body: '<!doctype html><title>Sign in to the hotel’s network</title>',
      contentType: 'text/html',
      on: random.pick([isPing, isOneBackup]),
    },
    codes: ['not-a-backup-server'],
  }),
  'a web page as the archive': () => ({
    fault: { kind: 'replace', body: '<!doctype html><title>Sign in</title>', contentType: 'text/html' },
    codes: ['not-a-backup-server'],
  }),
  'another hash in the listing': () => ({
    fault: { kind: 'rewrite', rewrite: changed({ sha256: 'ab'.repeat(32) }), on: isOneBackup },
    codes: ['hash-changed-on-server'],
  }),
  'another length in the listing': (_random, { size }) => ({
    fault: { kind: 'rewrite', rewrite: changed({ size: size + 1 }), on: isOneBackup },
    codes: ['size-changed-on-server'],
  }),
  'another hash when it continues': () => ({
    fault: { kind: 'rewrite', rewrite: changed({ sha256: 'ab'.repeat(32) }), on: isOneBackup },
    codes: ['hash-changed-on-server'],
    resumed: true,
  }),
  'a key that is taken back': (random) => ({
    fault: { kind: 'status', status: 401, on: random.pick([isPing, isOneBackup, isDownload]) },
    codes: ['unauthorised'],
  }),
  'pruned meanwhile': () => ({
    fault: { kind: 'status', status: 404, body: '{"ok": false, "error": "not found"}' },
    codes: ['archive-not-found'],
  }),
  'led elsewhere': (random) => ({
    fault: {
      kind: 'redirect',
      status: random.pick([301, 302, 303, 307, 308]),
      on: random.pick([isPing, isOneBackup, isDownload]),
    },
    codes: ['redirect-refused'],
  }),
};

const ROUNDS = isLong ? 8 : 1;
const PATIENCE: Patience = { tries: 3, firstMs: 1, longestMs: 8, stallMs: 400 };
const INTERRUPTED: Patience = { ...PATIENCE, tries: 0 };

const figures = new Figures('network');
const root = await mkdtemp(join(tmpdir(), 'salvor-network-'));
let practice: TestPractice;
let proxy: FaultProxy;
const subjects: { backup: WholeBackup; site: TestPractice['harbour']; whole: Buffer }[] = [];

beforeAll(async () => {
  practice = await startTestPractice();
  proxy = await startFaultProxy(practice.url);
  for (const site of [practice.harbour, practice.lantern]) {
    const backup = (await practice.backups(site)).find(({ scope }) => scope === 'full');
    if (backup === undefined) throw new Error(`${site.name} has a whole-site archive`);
    const ended = await (await fetchingOf(`whole-${subjects.length}`, site, backup)).run(PATIENCE);
    if (!('placed' in ended)) throw new Error(`${site.name} cannot be fetched without any fault`);
    subjects.push({ backup, site, whole: ended.placed });
  }
});
afterAll(async () => {
  figures.write();
  await proxy.close();
  await practice.close();
  await rm(root, { recursive: true });
});

async function fetchingOf(name: string, site: TestPractice['harbour'], backup: WholeBackup): Promise<Fetching> {
  await mkdir(join(root, name));
  return Fetching.of(join(root, name), practice, proxy, site, backup);
}

test.each(Object.entries(SCENARIOS))('%s', async (name, scenario) => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const random = randomOf(`network ${name} ${round}`);
    const { backup, site, whole } = random.pick(subjects);
    await meet(
      name,
      scenario(random, backup),
      await fetchingOf(`${name} ${round}`.replace(/\W/g, '-'), site, backup),
      backup,
      whole,
      random,
    );
  }
});

test('a connection that is cut at every tenth of the body', async () => {
  const [subject] = subjects;
  if (subject === undefined) throw new Error('there is an archive');
  const { backup, site, whole } = subject;
  for (const how of isLong ? (['reset', 'end'] as const) : (['reset'] as const)) {
    for (let tenths = 0; tenths < 10; tenths += 1) {
      const afterBytes = Math.floor((backup.size * tenths) / 10);
      const fetching = await fetchingOf(`tenth-${how}-${tenths}`, site, backup);
      await meet(
        `cut at a tenth: ${how}`,
        { fault: { kind: 'cut', afterBytes, how, ...once }, codes: [] },
        fetching,
        backup,
        whole,
        randomOf(''),
      );
      expect(proxy.log.at(-1)).toMatchObject({ kind: 'cut', afterBytes });
    }
  }
});

/** One fetch that meets one trouble; when that is over, the next fetch must bring the exact bytes. */
async function meet(
  name: string,
  { fault, codes, orBytes = codes.length === 0, resumed = false }: Trouble,
  fetching: Fetching,
  backup: WholeBackup,
  whole: Buffer,
  random: Random,
): Promise<void> {
  if (resumed) {
    proxy.setFault({
      kind: 'cut',
      afterBytes: Math.floor(backup.size / 4) + random.below(Math.floor(backup.size / 2)),
      how: 'reset',
    });
    expect(await fetching.run(INTERRUPTED)).toMatchObject({ failure: { code: 'connection-lost' } });
  }
  const before = proxy.log.length;
  proxy.setFault(fault);
  const ended = await fetching.run(PATIENCE);
  proxy.setFault(null);

  const happened = proxy.log.slice(before).some(({ kind }) => kind === fault.kind);
  figures.count(name, 'placed' in ended ? 'the exact bytes' : ended.failure.code, happened);
  expect(happened, 'the fault happened').toBe(true);
  if ('placed' in ended) {
    expect(ended.placed.equals(whole)).toBe(true);
    expect(orBytes, `${name} ended in the exact bytes`).toBe(true);
    expect(await fetching.unlisted()).toEqual(['import.zip']);
  } else {
    expect(codes).toContain(ended.failure.code);
    expect(await fetching.unlisted()).toEqual([]);
    const after = await fetching.run(PATIENCE);
    expect('placed' in after ? after.placed.equals(whole) : after.failure).toBe(true);
    expect(await fetching.unlisted()).toEqual(['import.zip']);
  }
  expect(proxy.elsewhere).toEqual([]);
  await fetching.remove();
}

test('was never asked for a list, since each fetch names its archive', () => {
  expect(proxy.requests.filter(isList)).toEqual([]);
});
