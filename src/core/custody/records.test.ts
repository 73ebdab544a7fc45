import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bytesToHex } from '@noble/hashes/utils.js';
import { canonicalJson } from '../canonical-json';
import { installationKey } from '../drill/installation-key';
import { SalvorError } from '../errors';
import { Records } from './records';
import { makeReceipt, refOf } from './register/receipt';
import { buildScript, outputOf, type Script } from './test-support/scripts';
import { setOf, someShares } from './test-support/sets';

const shares = someShares();
const [one, two] = shares;
let root: string;
let records: Records;
let folder: string;

/** An installation of its own. */
async function installation(name: string): Promise<{ folder: string; records: Records }> {
  const home = join(root, name);
  return { folder: home, records: new Records(home, { version: '1.0.0', who: () => 'Olga' }) };
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'salvor-records-'));
  ({ folder, records } = await installation('here'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof SalvorError)) throw new Error('was not refused');
  return error.failure.code;
}

async function logged(): Promise<[string, string][]> {
  const { check, entries } = await records.logbook.check();
  expect(check.findings).toEqual([]);
  return entries.map(({ entry }) => [entry.what, entry.outcome]);
}

describe('a check-in', () => {
  it('confirms a registered share, and gives a receipt of which only the share itself could tell more', async () => {
    await records.addSet(setOf(shares), 'ceremony');
    const { receipt, registered } = await records.checkIn(one);
    expect(registered?.share).toMatchObject({ custodian: { name: 'Ada Able' }, confirmed: [{ how: 'ceremony' }, { how: 'check-in' }] });
    expect(receipt.receipt).toMatchObject({ ...refOf(one), custodian: 'Ada Able' });
    const everything = `${JSON.stringify(receipt)}${(await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'latin1')))).join('')}`;
    expect(everything).not.toContain(bytesToHex(one.point));
    expect(everything).not.toContain(Buffer.from(one.point).toString('base64').slice(0, 40));
    expect(everything).not.toContain(Buffer.from(one.point).toString('latin1'));
    expect(await logged()).toEqual([['ceremony', 'ok'], ['check-in', 'ok']]);
  });

  it('refuses another share under the same number, and the share of a set that was replaced; both are written down', async () => {
    await records.addSet(setOf(shares), 'ceremony');
    expect(await refusal(records.checkIn({ ...one, point: two.point }))).toBe('share-not-registered');
    await records.addSet(setOf(someShares(2)), 'ceremony', refOf(one));
    expect(await refusal(records.checkIn(one))).toBe('set-not-active');
    expect(await logged()).toEqual([['ceremony', 'ok'], ['check-in', 'share-not-registered'], ['ceremony', 'ok'], ['check-in', 'set-not-active']]);
  });

  it('gives a receipt also on a machine that has no register, which the register then takes in, once', async () => {
    await records.addSet(setOf(shares), 'ceremony');
    const there = (await installation('there')).records;
    const { receipt, registered, signer } = await there.checkIn(one, 'Ada');
    expect(registered).toBeNull();
    const text = JSON.stringify(receipt);
    expect(await refusal(records.importReceipt(text, null))).toBe('receipt-unknown-signer');
    expect(await refusal(records.importReceipt(text, '0000:0000:0000:0000'))).toBe('receipt-unknown-signer');
    expect(await records.importReceipt(text, signer)).toMatchObject({ known: 'now', signer, share: { confirmed: [{ how: 'ceremony' }, { how: 'receipt', signer }] } });
    expect(await refusal(records.importReceipt(text, null))).toBe('receipt-outdated');
    expect(await records.importReceipt(JSON.stringify((await there.checkIn(one, 'Ada')).receipt), null)).toMatchObject({ known: 'before' });
    expect(await refusal(there.importReceipt(text, null))).toBe('set-not-registered');
  });

  it('refuses a receipt that was altered, of which the share is another, or which comes from the future', async () => {
    await records.addSet(setOf(shares), 'ceremony');
    const { receipt } = await (await installation('there')).records.checkIn(one, 'Ada');
    expect(await refusal(records.importReceipt(JSON.stringify(receipt).replace('"index":1', '"index":2'), null))).toBe('receipt-altered');
    expect(await refusal(records.importReceipt('{}', null))).toBe('receipt-unreadable');
    const key = await installationKey(folder);
    const seen = { custodian: 'Ada', when: new Date(Date.now() + 1000).toISOString(), version: '1' };
    expect(await refusal(records.importReceipt(JSON.stringify(makeReceipt({ ...one, point: two.point }, seen, key)), null))).toBe('share-not-registered');
    const future = { ...seen, when: new Date(Date.now() + 1e9).toISOString() };
    expect(await refusal(records.importReceipt(JSON.stringify(makeReceipt(one, future, key)), null))).toBe('receipt-from-future');
    expect(await records.importReceipt(JSON.stringify(makeReceipt(one, seen, key)), null)).toMatchObject({ known: 'own' });
  });
});

describe('the life of a set', () => {
  it('stands in register and logbook, step by step', async () => {
    await records.addSet(setOf(shares), 'set-registered');
    const ref = refOf(two);
    await records.replaceCustodian(ref, { custodian: { name: 'Dee Dale', role: '', contact: '', organisation: 'vendor' }, medium: { kind: 'age-recipient', recipient: 'age1x' }, place: 'x', by: 'Bo' });
    await records.checkIn(two);
    await records.acknowledge(ref, '2026-11-22');
    await records.recordRecovery(ref);
    await records.recordRecovery({ set: 'ffffffffff', generation: 1 });
    await records.markLost(refOf(one));
    await records.retire(ref);
    await records.attestDestruction(ref, { by: 'Dee Dale', on: '2026-11-23' });
    const { register } = await records.read();
    expect(register.sets[0]).toMatchObject({ state: 'retired', recoveries: [expect.any(String)], shares: [{ status: 'lost' }, { status: 'destroyed', custodian: { name: 'Dee Dale' } }, { status: 'held' }] });
    expect((await logged()).map(([what]) => what)).toEqual(['set-registered', 'custodian-replaced', 'check-in', 'acknowledgement-signed', 'share-lost', 'set-retired', 'destruction-attested']);
  });
});

describe('the register on the disk', () => {
  it('falls back to the state before the last change where its file is cut, says so, and keeps the damaged one', async () => {
    await records.addSet(setOf(shares), 'ceremony');
    await records.markLost(refOf(one));
    await truncate(join(folder, 'register.json'), 100);
    const found = await records.read();
    expect(found).toMatchObject({ fromPrevious: true, register: { sets: [{ shares: [{ status: 'held' }, {}, {}] }] } });
    await records.markLost(refOf(one));
    expect(await records.read()).toMatchObject({ fromPrevious: false, register: { sets: [{ shares: [{ status: 'lost' }, {}, {}] }] } });
    expect((await readdir(folder)).filter((name) => name.startsWith('register.damaged-'))).toHaveLength(1);
    await writeFile(join(folder, 'register.json'), 'x');
    await writeFile(join(folder, 'register.previous.json'), 'x');
    expect(await refusal(records.read())).toBe('register-damaged');
    expect(await refusal(records.markLost(refOf(one)))).toBe('register-damaged');
    expect(await readFile(join(folder, 'register.json'), 'utf8')).toBe('x');
  });

  describe('of a program that is killed', () => {
    let script: Script;
    beforeAll(async () => {
      script = await buildScript('src/core/custody/test-support/confirm-shares.ts');
    });
    afterAll(() => script.remove());

    it('has every change of which the program had been told, and no half of one', async () => {
      await records.addSet(setOf(shares), 'ceremony');
      let told = 0;
      for (let turn = 0; turn < 15; turn += 1) {
        const child = script.start([folder]);
        const output = outputOf(child);
        child.stdout?.once('data', () => setTimeout(() => child.kill('SIGKILL'), turn * 2.3));
        told += (await output).split('\n').filter((line) => line !== '').length;
        const { register, fromPrevious } = await records.read();
        expect(fromPrevious).toBe(false);
        const confirmed = register.sets[0]?.shares[0]?.confirmed.length ?? 0;
        // The ceremony's own, and at most one for each kill of which the program had no time to tell.
        expect(confirmed - 1).toBeGreaterThanOrEqual(told);
        expect(confirmed - 1).toBeLessThanOrEqual(told + turn + 1);
      }
      expect(canonicalJson((await records.logbook.check()).check.findings)).toBe('[]');
    }, 120_000);
  });
});
