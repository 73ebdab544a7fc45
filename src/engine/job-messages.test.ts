import { describe, expect, test } from 'vitest';
import { fromEngineSchema, jobResultSchemas, toEngineSchema } from './job-messages';

const address = { url: 'https://backup.example/api/v1', allowHttp: false, authorities: [] };
const fetch = {
  kind: 'fetch',
  address,
  apiKey: 'tspb_x',
  archive: '1',
  scope: 'full',
  key: 'tspsk_x',
  destination: '/tmp/import.zip',
  overwrite: false,
  accepts: { authenticOnly: false, unsealed: false },
  expectedFingerprint: '25e4:effe:c971:cbf1',
};
const progress = {
  phase: 'transfer',
  done: 1,
  total: 2,
  fraction: 0.5,
  bytesPerSecond: null,
  secondsLeft: null,
  paused: false,
  waiting: null,
  kept: 0,
  startedOver: false,
};

const open = {
  kind: 'open',
  source: '/tmp/export.zip.enc',
  key: null,
  passphrase: 'open sesame',
  databasePasswords: [],
  scope: 'full',
  destination: '/tmp/import.zip',
  overwrite: false,
  accepts: { authenticOnly: false, unsealed: false },
};
const { destination: _place, overwrite: _replace, accepts: _accepts, ...archive } = open;
const drill = { kind: 'drill', target: { ...archive, kind: 'file' }, maker: { operator: 'Ada', version: '1.0.0' } };

const surroundings = { dataFolder: '/tmp/salvor', tries: null };

describe('messages to the engine', () => {
  test.each([
    { type: 'start', job: fetch, ...surroundings },
    { type: 'start', job: { kind: 'probe', address, apiKey: 'x' }, ...surroundings },
    { type: 'start', job: open, ...surroundings },
    { type: 'start', job: drill, ...surroundings },
    { type: 'pause' },
    { type: 'wake' },
    { type: 'cancel', keep: true },
  ])('are taken: %j', (message) => {
    expect(toEngineSchema.parse(message)).toEqual(message);
  });

  test.each([
    { type: 'start' },
    { type: 'start', job: { ...fetch, destination: undefined }, ...surroundings },
    { type: 'start', job: { ...fetch, expectedFingerprint: undefined }, ...surroundings },
    { type: 'start', job: { ...fetch, kind: 'erase' }, ...surroundings },
    { type: 'start', job: { ...open, source: undefined }, ...surroundings },
    { type: 'start', job: { ...open, passphrase: null }, ...surroundings },
    { type: 'start', job: { ...drill, target: { ...archive, kind: 'unready' } }, ...surroundings },
    { type: 'start', job: fetch, tries: null },
    { type: 'cancel' },
    { type: 'stop' },
    'cancel',
    null,
  ])('are refused: %j', (message) => {
    expect(toEngineSchema.safeParse(message).success).toBe(false);
  });
});

describe('messages from the engine', () => {
  test('are progress, which never says that all is done, or the end', () => {
    expect(fromEngineSchema.safeParse({ type: 'progress', progress }).success).toBe(true);
    expect(fromEngineSchema.safeParse({ type: 'progress', progress: { ...progress, fraction: 1.5 } }).success).toBe(
      false,
    );
    expect(fromEngineSchema.safeParse({ type: 'ended' }).success).toBe(false);
  });

  test('keep a failure’s code and facts, and refuse one that is not known', () => {
    const message = {
      type: 'ended',
      outcome: { ok: false, error: { code: 'cut-short', params: { have: 1, need: null } } },
    };
    expect(fromEngineSchema.parse(message)).toEqual(message);
    expect(
      fromEngineSchema.safeParse({ type: 'ended', outcome: { ok: false, error: { code: 'oops', params: {} } } })
        .success,
    ).toBe(false);
    expect(
      fromEngineSchema.safeParse({ type: 'ended', outcome: { ok: false, error: { code: 'cut-short', params: {} } } })
        .success,
    ).toBe(false);
  });

  test('do not pass for a result of another kind of job', () => {
    expect(jobResultSchemas.fetch.safeParse({ ping: {}, fingerprint: null }).success).toBe(false);
    expect(jobResultSchemas.drill.safeParse({ report: { kind: 'salvor-drill-report', version: 2 } }).success).toBe(
      false,
    );
  });
});
