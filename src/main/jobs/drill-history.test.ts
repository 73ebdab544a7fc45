import { randomUUID } from 'node:crypto';
import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DrillReport } from '../../core/drill/model';
import { DrillHistory } from './drill-history';

let home: string;
let history: DrillHistory;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'salvor-history-'));
  history = new DrillHistory(home);
});

afterEach(() => rm(home, { recursive: true, force: true }));

const reportOf = (begun: string, operator = 'Ada'): DrillReport => ({
  kind: 'salvor-drill-report',
  version: 2,
  begun,
  program: { name: 'Salvor', version: '9.9.9' },
  machine: { name: 'laptop', system: 'Linux 6.1 x64' },
  operator,
  origin: { kind: 'file', path: '/home/ada/export.zip.enc' },
  archive: null,
  recoveryPoint: null,
  outcome: { verdict: 'failed', error: { code: 'wrong-passphrase', params: {} } },
  took: { connect: 1 },
  recoveryMilliseconds: 1,
});

const fileOf = (job: string) => join(home, 'reports', `${job}.json`);

describe('the history of drills', () => {
  test('is empty before the first, and then makes no key', async () => {
    expect(await history.list()).toEqual([]);
    await expect(stat(join(home, 'report-signing.key'))).rejects.toThrow('ENOENT');
  });

  test('lists the newest first, with one signer for all', async () => {
    const [older, newer] = [randomUUID(), randomUUID()];
    const first = await history.add(newer, reportOf('2026-11-21T03:00:00.000Z'));
    const second = await history.add(older, reportOf('2026-11-20T23:00:00.000Z'));
    expect(first.signer).toMatch(/^[0-9a-f]{4}(:[0-9a-f]{4}){3}$/);
    expect(await new DrillHistory(home).list()).toEqual([
      { job: newer, record: first },
      { job: older, record: second },
    ]);
  });

  test('gives back the text that was signed', async () => {
    const job = randomUUID();
    await history.add(job, reportOf('2026-11-21T03:00:00.000Z'));
    expect((await history.find(job)).text).toBe(await readFile(fileOf(job), 'utf8'));
  });

  test.each([
    ['was altered', (text: string) => text.replace('"Ada"', '"Eve"'), 'report-altered'],
    [
      'turned from bad to good',
      (text: string) => text.replace('"verdict": "failed"', '"verdict": "proven"'),
      'report-unreadable',
    ],
    ['was cut short', (text: string) => text.slice(0, -10), 'report-unreadable'],
  ])('leaves out a report that %s', async (_what, change, code) => {
    const [whole, job] = [randomUUID(), randomUUID()];
    await history.add(whole, reportOf('2026-11-20T03:00:00.000Z'));
    await history.add(job, reportOf('2026-11-21T03:00:00.000Z'));
    await writeFile(fileOf(job), change(await readFile(fileOf(job), 'utf8')));
    expect((await history.list()).map((entry) => entry.job)).toEqual([whole]);
    await expect(history.find(job)).rejects.toMatchObject({ failure: { code } });
  });

  test('leaves out a sound report of another installation, and files that are none', async () => {
    const own = randomUUID();
    await history.add(own, reportOf('2026-11-21T03:00:00.000Z'));
    const elsewhere = await mkdtemp(join(tmpdir(), 'salvor-history-'));
    try {
      const foreign = randomUUID();
      await new DrillHistory(elsewhere).add(foreign, reportOf('2026-11-22T03:00:00.000Z'));
      await copyFile(join(elsewhere, 'reports', `${foreign}.json`), fileOf(foreign));
      await copyFile(fileOf(own), join(home, 'reports', 'notes.json'));
      expect((await history.list()).map(({ job }) => job)).toEqual([own]);
      await expect(history.find(foreign)).rejects.toMatchObject({ failure: { code: 'report-other-signer' } });
    } finally {
      await rm(elsewhere, { recursive: true, force: true });
    }
  });

  test.each(['../settings', '..', '', '/etc/hostname', `${randomUUID()}/../x`])(
    'knows no drill by the name %j',
    async (job) => {
      await expect(history.find(job)).rejects.toMatchObject({ failure: { code: 'unexpected' } });
      await expect(history.add(job, reportOf('2026-11-21T03:00:00.000Z'))).rejects.toMatchObject({
        failure: { code: 'unexpected' },
      });
    },
  );
});
