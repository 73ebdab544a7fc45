import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cardOf, setOf, someShares } from '../../../../test-support/custody/sets';
import { buildScript, outputOf, type Script } from '../../../../test-support/scripts';
import { SalvorError } from '../../errors';
import { fingerprintOf } from '../../formats/site-key';
import { canonicalJson } from '../../signing/canonical-json';
import { signValue } from '../../signing/sign';
import { installationKey } from '../logbook/installation-key';
import type { Card } from '../share/card-text';
import { holderKey, holderPublicKey } from '../share/holder-key';
import { shareDigest } from '../share/share';
import { Vault } from '../vault/vault';
import type { SignedReceipt } from './model';
import { makeReceipt, refOf } from './receipt';
import { Records } from './records';

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

async function readLog(): Promise<[string, string][]> {
  const { check, entries } = await records.logbook.check();
  expect(check.findings).toEqual([]);
  return entries.map(({ entry }) => [entry.what, entry.outcome]);
}

describe('a check-in', () => {
  test('confirms a registered share, and gives a receipt that reveals nothing of the share', async () => {
    await records.addSet(setOf(shares), 'ceremony');
    const { receipt, registered } = await records.checkIn(cardOf(one));
    expect(registered?.share).toMatchObject({
      custodian: { name: 'Ada Able' },
      confirmed: [{ how: 'ceremony' }, { how: 'check-in' }],
    });
    expect(receipt.receipt).toMatchObject({ ...refOf(one), custodian: 'Ada Able' });
    const everything = `${JSON.stringify(receipt)}${(await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'latin1')))).join('')}`;
    expect(everything).not.toContain(bytesToHex(one.point));
    expect(everything).not.toContain(Buffer.from(one.point).toString('base64').slice(0, 40));
    expect(everything).not.toContain(Buffer.from(one.point).toString('latin1'));
    expect(await readLog()).toEqual([
      ['ceremony', 'ok'],
      ['check-in', 'ok'],
    ]);
  });

  test('refuses another share under the same number, and the share of a set that was replaced; both are written down', async () => {
    await records.addSet(setOf(shares), 'ceremony');
    expect(await refusal(records.checkIn(cardOf({ ...one, point: two.point })))).toBe('share-not-registered');
    await records.addSet(setOf(someShares(2)), 'ceremony', refOf(one));
    expect(await refusal(records.checkIn(cardOf(one)))).toBe('set-not-active');
    expect(await readLog()).toEqual([
      ['ceremony', 'ok'],
      ['check-in', 'share-not-registered'],
      ['ceremony', 'ok'],
      ['check-in', 'set-not-active'],
    ]);
  });

  test('gives a receipt also on a machine that has no register, which the register then takes in, once', async () => {
    await records.addSet(setOf(shares), 'ceremony');
    const there = (await installation('there')).records;
    const { receipt, registered, signer } = await there.checkIn(cardOf(one), 'Ada');
    expect(registered).toBeNull();
    const text = JSON.stringify(receipt);
    expect(await refusal(records.importReceipt(text, null))).toBe('receipt-unknown-signer');
    expect(await refusal(records.importReceipt(text, '0000:0000:0000:0000'))).toBe('receipt-unknown-signer');
    expect(await records.importReceipt(text, signer)).toMatchObject({
      known: 'now',
      signer,
      share: { confirmed: [{ how: 'ceremony' }, { how: 'receipt', signer }] },
    });
    expect(await records.importReceipt(text, null)).toMatchObject({
      already: true,
      share: { confirmed: [{ how: 'ceremony' }, { how: 'receipt' }] },
    });
    expect(
      await records.importReceipt(JSON.stringify((await there.checkIn(cardOf(one), 'Ada')).receipt), null),
    ).toMatchObject({ known: 'before' });
    expect(await refusal(there.importReceipt(text, null))).toBe('set-not-registered');
  });

  test('refuses a receipt that was altered, is for another share, or comes from the future', async () => {
    await records.addSet(setOf(shares), 'ceremony');
    const { receipt } = await (await installation('there')).records.checkIn(cardOf(one), 'Ada');
    expect(await refusal(records.importReceipt(JSON.stringify(receipt).replace('"index":1', '"index":2'), null))).toBe(
      'receipt-altered',
    );
    expect(await refusal(records.importReceipt('{}', null))).toBe('receipt-unreadable');
    const key = await installationKey(folder);
    const seen = { custodian: 'Ada', when: new Date(Date.now() + 1000).toISOString(), version: '1' };
    expect(
      await refusal(
        records.importReceipt(JSON.stringify(makeReceipt(cardOf({ ...one, point: two.point }), seen, key)), null),
      ),
    ).toBe('share-not-registered');
    const future = { ...seen, when: new Date(Date.now() + 1e9).toISOString() };
    expect(await refusal(records.importReceipt(JSON.stringify(makeReceipt(cardOf(one), future, key)), null))).toBe(
      'receipt-from-future',
    );
    expect(await records.importReceipt(JSON.stringify(makeReceipt(cardOf(one), seen, key)), null)).toMatchObject({
      known: 'own',
    });
  });
});

describe('a receipt', () => {
  const key = new Uint8Array(32).fill(9);
  const seen = (milliseconds: number) => ({
    custodian: 'Ada',
    when: new Date(Date.now() + milliseconds).toISOString(),
    version: '1',
  });
  const accept = (receipt: SignedReceipt) =>
    records.importReceipt(JSON.stringify(receipt), fingerprintOf(ed25519.getPublicKey(key)));
  /** What a person can make who holds no share: everything is signed again but by the share. */
  const signedAgain = (receipt: SignedReceipt['receipt'], held: SignedReceipt['held']): SignedReceipt => ({
    receipt,
    ...(held === undefined ? {} : { held }),
    signature: signValue('salvor-receipt-v1', receipt, key),
  });

  test('that only the register’s data went into is refused, however it is signed', async () => {
    await records.addSet(setOf(shares), 'ceremony');
    const { receipt } = makeReceipt(cardOf(two), seen(1000), key);
    const forged = { ...receipt, index: one.index, digest: shareDigest(one) };
    expect(await refusal(accept(signedAgain(forged, signValue('salvor-held-v1', forged, key))))).toBe(
      'receipt-without-share',
    );
    const { sealed: _, ...older } = forged;
    expect(await refusal(accept(signedAgain({ ...older, version: 1 }, undefined)))).toBe('receipt-without-share');
    const true1 = makeReceipt(cardOf(one), seen(1000), key);
    expect(await refusal(accept(signedAgain({ ...true1.receipt, when: seen(2000).when }, true1.held)))).toBe(
      'receipt-altered',
    );
    expect(
      await refusal(accept({ ...true1, held: signValue('salvor-receipt-v1', true1.receipt, holderKey(one)) })),
    ).toBe('receipt-altered');
    expect((await records.read()).register.sets[0]?.shares[0]?.confirmed).toHaveLength(1);
    expect(await accept(true1)).toMatchObject({ already: false, holderKey: holderPublicKey(one) });
  });

  test('is taken in as before by a register that has no key of the holder, until the share itself was seen', async () => {
    const set = setOf(shares);
    await records.addSet(
      { ...set, sealedDigest: null, shares: set.shares.map((share) => ({ ...share, holderKey: null })) },
      'set-registered',
    );
    expect(await accept(makeReceipt(cardOf(one), seen(1000), key))).toMatchObject({ share: { holderKey: null } });
    expect(await records.checkIn(cardOf(two))).toMatchObject({
      sealed: 'not-registered',
      registered: { share: { holderKey: holderPublicKey(two) } },
    });
    const { receipt } = makeReceipt(cardOf(two), seen(3000), key);
    expect(await refusal(accept(signedAgain(receipt, signValue('salvor-held-v1', receipt, key))))).toBe(
      'receipt-without-share',
    );
  });

  test('of the same second as the last confirmation is not older, and one of the second before is', async () => {
    await records.addSet(setOf(shares), 'ceremony');
    const second = Math.ceil(Date.now() / 1000) * 1000 + 5000;
    const at = (time: number) => makeReceipt(cardOf(one), { ...seen(0), when: new Date(time).toISOString() }, key);
    await accept(at(second + 500));
    expect(await accept(at(second + 200))).toMatchObject({
      already: false,
      share: { confirmed: [{}, { when: new Date(second + 200).toISOString() }, {}] },
    });
    expect(await refusal(accept(at(second - 1)))).toBe('receipt-outdated');
  });
});

describe('sealed rows that are not those of the set', () => {
  const altered: Card = { share: one, sealed: { kind: 'carried', bytes: new Uint8Array(85).fill(1) } };

  test('are found at the check-in, and by a receipt that was made where no register is', async () => {
    await records.addSet(setOf(shares), 'ceremony');
    expect(await refusal(records.checkIn(altered))).toBe('sealed-part-not-registered');
    const there = (await installation('there')).records;
    const { receipt, signer, sealed } = await there.checkIn(altered, 'Ada');
    expect(sealed).toBe('not-registered');
    expect(await refusal(records.importReceipt(JSON.stringify(receipt), signer))).toBe('sealed-part-not-registered');
    expect((await records.read()).register.sets[0]?.shares[0]?.confirmed).toHaveLength(1);
    expect(await records.checkIn({ share: one, sealed: null })).toMatchObject({ sealed: 'not-given' });
    expect(await records.checkIn(cardOf(one))).toMatchObject({ sealed: 'same' });
  });
});

test('a receipt, a register and a seal in which a name is there twice are refused', async () => {
  await records.addSet(setOf(shares), 'ceremony');
  const receipt = JSON.stringify((await records.checkIn(cardOf(one))).receipt);
  expect(await refusal(records.importReceipt(receipt.replace('"index":1', '"index":2,"index":1'), null))).toBe(
    'receipt-unreadable',
  );
  const head = await readFile(join(folder, 'logbook.head'), 'utf8');
  await writeFile(join(folder, 'logbook.head'), head.replace('"count":', '"count":1,"count":'));
  expect((await records.logbook.check()).check.findings).toMatchObject([{ kind: 'head-altered' }]);
  const file = await readFile(join(folder, 'register.json'), 'utf8');
  await writeFile(join(folder, 'register.json'), file.replace('"version": 1', '"version": 2, "version": 1'));
  expect(await records.read()).toMatchObject({ fromPrevious: true });
});

describe('a logbook that was emptied or put back', () => {
  const files = ['logbook.jsonl', 'logbook.head'];
  const findings = async () => (await records.logbook.check()).check.findings.map(({ kind }) => kind);
  const remove = () => Promise.all(files.map((name) => rm(join(folder, name), { force: true })));

  test('is none on a machine where nothing was done yet, whatever was looked at', async () => {
    expect(await findings()).toEqual([]);
    await records.signer();
    expect(await findings()).toEqual([]);
  });

  test('is found by the key that has no logbook, and the gap shows for ever', async () => {
    await records.signer();
    await remove();
    expect(await findings()).toEqual(['log-missing']);
    await records.addSet(setOf(shares), 'ceremony');
    expect((await records.logbook.check()).entries.map(({ entry }) => entry.facts['reason'] ?? entry.what)).toEqual([
      'log-missing',
      'ceremony',
    ]);
  });

  test('is found by the register, also where an older pair of files was put back, and the gap shows for ever', async () => {
    await records.addSet(setOf(shares), 'ceremony');
    const older = await Promise.all(files.map((name) => readFile(join(folder, name))));
    await records.checkIn(cardOf(one));
    await records.checkIn(cardOf(two));
    for (const [at, name] of files.entries()) await writeFile(join(folder, name), older[at] ?? '');
    expect(await findings()).toEqual(['put-back']);
    await records.checkIn(cardOf(one));
    const { check, entries } = await records.logbook.check();
    expect(check.findings).toEqual([{ kind: 'removed', line: 2, from: 2, to: 3 }]);
    expect(entries.map(({ entry }) => entry.facts['reason'] ?? entry.what)).toEqual([
      'ceremony',
      'put-back',
      'check-in',
    ]);
    await remove();
    expect(await findings()).toEqual(['log-missing', 'put-back']);
  });

  test('is not found in another installation whose register was copied here', async () => {
    await records.addSet(setOf(shares), 'ceremony');
    const there = await installation('there');
    await there.records.signer();
    await writeFile(join(there.folder, 'register.json'), await readFile(join(folder, 'register.json')));
    expect((await there.records.logbook.check()).check.findings).toEqual([]);
    await there.records.checkIn(cardOf(one));
    expect((await there.records.logbook.check()).check).toMatchObject({ lines: 1, findings: [], head: { count: 1 } });
  });

  test('is found by the vault, where the register was put back as well', async () => {
    await records.addSet(setOf(shares), 'ceremony');
    const names = [...files, 'register.json'];
    const older = await Promise.all(names.map((name) => readFile(join(folder, name))));
    await records.checkIn(cardOf(one));
    const vault = await Vault.create(folder, { passphrase: 'harbour lantern quiet seven', sealer: null });
    expect(vault.logbook?.count).toBe(2);
    for (const [at, name] of names.entries()) await writeFile(join(folder, name), older[at] ?? '');
    expect(await findings()).toEqual([]);
    await vault.add({ kind: 'text', label: 'x', bytes: new TextEncoder().encode('x') });
    expect((await records.logbook.check(vault.logbook)).check.findings).toEqual([
      { kind: 'put-back', line: null, from: 2, to: 2 },
    ]);
  }, 300_000);

  test('is written on where the register cannot keep its end', async () => {
    await records.addSet(setOf(shares), 'ceremony');
    await writeFile(join(folder, 'register.json'), 'x');
    await writeFile(join(folder, 'register.previous.json'), 'x');
    await records.note({ what: 'log-exported', outcome: 'ok', facts: { lines: 1 } });
    expect(records.unlogged).toBeNull();
    expect(await findings()).toEqual([]);
  });
});

describe('the life of a set', () => {
  test('is in register and logbook, step by step', async () => {
    await records.addSet(setOf(shares), 'set-registered');
    const ref = refOf(two);
    await records.replaceCustodian(ref, {
      custodian: { name: 'Dee Dale', role: '', contact: '', organisation: 'vendor' },
      medium: { kind: 'age-recipient', recipient: 'age1x' },
      place: 'x',
      by: 'Bo',
    });
    await records.checkIn(cardOf(two));
    await records.acknowledge(ref, '2026-11-22');
    await records.recordRecovery(ref);
    await records.recordRecovery({ set: 'ffffffffff', generation: 1 });
    await records.markLost(refOf(one));
    await records.retire(ref);
    await records.attestDestruction(ref, { by: 'Dee Dale', on: '2026-11-23' });
    const { register } = await records.read();
    expect(register.sets[0]).toMatchObject({
      state: 'retired',
      recoveries: [expect.any(String)],
      shares: [{ status: 'lost' }, { status: 'destroyed', custodian: { name: 'Dee Dale' } }, { status: 'held' }],
    });
    expect((await readLog()).map(([what]) => what)).toEqual([
      'set-registered',
      'custodian-replaced',
      'check-in',
      'acknowledgement-signed',
      'share-lost',
      'set-retired',
      'destruction-attested',
    ]);
  });
});

describe('the register on the disk', () => {
  test('falls back to the state before the last change where its file is cut, says so, and keeps the damaged one', async () => {
    await records.addSet(setOf(shares), 'ceremony');
    await records.markLost(refOf(one));
    await truncate(join(folder, 'register.json'), 100);
    const found = await records.read();
    expect(found).toMatchObject({ fromPrevious: true, register: { sets: [{ shares: [{ status: 'held' }, {}, {}] }] } });
    await records.markLost(refOf(one));
    expect(await records.read()).toMatchObject({
      fromPrevious: false,
      register: { sets: [{ shares: [{ status: 'lost' }, {}, {}] }] },
    });
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
      script = await buildScript('test-support/custody/confirm-shares.ts');
    });
    afterAll(() => script.remove());

    test('has every change that was reported as made, and no half of one', async () => {
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
        // The ceremony's own, and at most one for each kill, made and not yet reported.
        expect(confirmed - 1).toBeGreaterThanOrEqual(told);
        expect(confirmed - 1).toBeLessThanOrEqual(told + turn + 1);
      }
      expect(canonicalJson((await records.logbook.check()).check.findings)).toBe('[]');
    }, 300_000);
  });
});
