import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll } from 'vitest';
import { decodeEscrowFile } from '../src/core/custody/escrow/escrow-file';
import { recoverSecrets } from '../src/core/custody/escrow/recover';
import type { EscrowSecret } from '../src/core/custody/escrow/secret';
import { splitSecrets } from '../src/core/custody/escrow/split';
import { checkLog } from '../src/core/custody/logbook/check';
import { Logbook } from '../src/core/custody/logbook/logbook';
import { registerSchema } from '../src/core/custody/register/model';
import { makeReceipt, readReceipt } from '../src/core/custody/register/receipt';
import { Register } from '../src/core/custody/register/register';
import { type Card, cardFileText, decodeCard, encodeCard } from '../src/core/custody/share/card-text';
import type { Row } from '../src/core/custody/share/rows';
import { shareDigest } from '../src/core/custody/share/share';
import { readTyping } from '../src/core/custody/share/typing';
import { decodeVault } from '../src/core/custody/vault/file-format';
import type { Sealer } from '../src/core/custody/vault/sealing';
import { Vault } from '../src/core/custody/vault/vault';
import { leftoverFactsSchema } from '../src/core/leftovers/model';
import { Leftovers } from '../src/core/leftovers/store';
import { cardOf, someShares } from '../test-support/custody/sets';
import { editedBytes } from './support/byte-edits';
import { Figures } from './support/figures';
import { testParser } from './support/fuzz';
import { editedJson, jsonText } from './support/json-edits';
import { ofSchema } from './support/of-schema';
import { seedOf } from './support/random';

/** What custody reads: shares as people type them, and its own files. */

const figures = new Figures('fuzz');
const folder = await mkdtemp(join(tmpdir(), 'salvor-fuzz-'));
afterAll(async () => {
  figures.write();
  await rm(folder, { recursive: true });
});
const asIs = { bytesOf: (bytes: Buffer) => bytes, fromBytes: (bytes: Buffer) => bytes };
const secretOf = (label: string, length: number): EscrowSecret => ({
  kind: 'text',
  label,
  fingerprint: '25e4:effe:c971:cbf1',
  bytes: new Uint8Array(length).fill(7),
});
const now = new Date('2026-11-21T00:00:00Z');

const small = await splitSecrets([secretOf('small', 32)], { generation: 1, now });
const large = await splitSecrets([secretOf('large', 5_000)], { generation: 2, now });
const cards = [...small.cards, ...large.cards];
const known = new Set(cards.map(({ share }) => shareDigest(share)));
const typed = (rows: readonly Row[]) => rows.map(({ groups }) => groups.join(' ')).join('\n');
const cardTexts = cards.flatMap((card: Card) => {
  const { share, sealed, qr } = encodeCard(card);
  return [typed(share), `${typed(share)}\n${typed(sealed)}`, qr, cardFileText(card, ['A card of the fault run.'])].map(
    (text) => ({ bytes: Buffer.from(text) }),
  );
});
const cardWords = ['0', 'O', '1', 'I', 'L', ' ', '-', '\n', '\r\n', '\u00a0', '\u200b', 'SALVOR', 'é', '１', 'b', '8'];
testParser(figures, {
  ...asIs,
  name: 'share-text',
  inputs: editedBytes(cardTexts, cardWords),
  originals: cardTexts.map(({ bytes }) => bytes),
  give(text) {
    const card = decodeCard(text.toString('utf8'));
    // Checksums let no typing pass for another share.
    if (!known.has(shareDigest(card.share))) throw new Error('a share was read that no one made');
  },
});
testParser(figures, {
  ...asIs,
  name: 'share-typing',
  inputs: editedBytes(cardTexts.slice(0, 4), cardWords),
  originals: cardTexts.map(({ bytes }) => bytes),
  give: (text) => (readTyping(text.toString('utf8')).correction === null ? 'no correction' : 'a correction offered'),
});

const escrowFile = Buffer.from(large.escrowFile ?? new Uint8Array());
testParser(figures, {
  ...asIs,
  name: 'escrow-file',
  inputs: editedBytes([{ bytes: escrowFile, fields: [0, 8, 16, 24, 32, 64, 96] }]),
  originals: [escrowFile],
  async give(bytes) {
    decodeEscrowFile(bytes);
    const { secrets } = await recoverSecrets(large.cards.slice(0, 2), bytes);
    if (secrets[0]?.bytes.length !== 5_000 || secrets[0].bytes.some((byte) => byte !== 7))
      throw new Error('another secret came out');
  },
});

const sealer: Sealer = {
  seal: async (bytes) => bytes.map((byte) => byte ^ 0x5a),
  open: async (sealed) => sealed.map((byte) => byte ^ 0x5a),
};
const vaultFolder = join(folder, 'vault');
const vault = await Vault.create(vaultFolder, { passphrase: null, sealer });
for (const label of ['first', 'second'])
  await vault.add({ kind: 'text', label, bytes: new TextEncoder().encode(label) });
const vaultFile = await readFile(join(vaultFolder, 'vault.salvor'));
const fuzzedVault = join(folder, 'fuzzed-vault');
await mkdir(fuzzedVault);
testParser(figures, {
  ...asIs,
  name: 'vault-file',
  inputs: editedBytes(
    [{ bytes: vaultFile, fields: [0, 8, 12, 16, 32, 64] }],
    ['{', '"kind":"keystore"', '"n":1048576', '}'],
  ),
  originals: [vaultFile],
  async give(bytes) {
    const { state } = decodeVault(bytes);
    if (state !== 'whole') return state;
    await writeFile(join(fuzzedVault, 'vault.salvor'), bytes);
    const opened = await Vault.open(fuzzedVault, { sealer });
    if (opened.entries().some(({ id, label }) => Buffer.from(opened.reveal(id)).toString() !== label))
      throw new Error('another secret came out');
    return 'opened';
  },
});

/** JSON of a shape, changed as a value or as a text. */
function texts(values: fc.Arbitrary<unknown>, name: string): fc.Arbitrary<Buffer> {
  const samples = fc
    .sample(values, { numRuns: 10, seed: seedOf(`${name} samples`) })
    .map((value) => ({ bytes: Buffer.from(JSON.stringify(value)) }));
  return fc.oneof(
    { arbitrary: editedJson(values).map((value) => Buffer.from(jsonText(value))), weight: 3 },
    { arbitrary: editedBytes(samples, ['{', '[', '"', 'null', '\\u0000']), weight: 1 },
  );
}

const registerFolder = join(folder, 'register');
await mkdir(registerFolder);
testParser(figures, {
  ...asIs,
  name: 'register',
  inputs: texts(ofSchema(registerSchema), 'register'),
  originals: [],
  async give(text) {
    await writeFile(join(registerFolder, 'register.json'), text);
    await new Register(registerFolder).read();
  },
});

const logFolder = join(folder, 'log');
const logbook = Logbook.open(logFolder, { version: '1.0.0' });
for (const custodian of ['Ada', 'Bo', 'Cy'])
  await logbook.append({
    what: 'share-lost',
    who: 'Olga',
    outcome: 'ok',
    facts: { set: '0123456789', generation: 1, share: 1, custodian },
  });
const log = await readFile(join(logFolder, 'logbook.jsonl'));
const head = await readFile(join(logFolder, 'logbook.head'), 'utf8');
testParser(figures, {
  ...asIs,
  name: 'logbook',
  inputs: editedBytes(
    [{ bytes: log, fields: [...log.toString('latin1').matchAll(/[{}",:\n]/g)].map(({ index }) => index) }],
    ['\n', '{}', '"', '{"a":1}\n'],
  ),
  originals: [log],
  give(text) {
    // Without a head nothing says how many lines there should be but the lines themselves.
    checkLog(text.toString('utf8'), null);
    const { check } = checkLog(text.toString('utf8'), head);
    return check.findings.length > 0 || check.torn ? 'found out' : 'nothing found';
  },
});

const receipts = fc.constant(
  JSON.parse(
    JSON.stringify(
      makeReceipt(
        cardOf(someShares()[0]),
        { custodian: 'Ada', when: now.toISOString(), version: '1.0.0' },
        new Uint8Array(32).fill(3),
      ),
    ),
  ) as unknown,
);
testParser(figures, {
  ...asIs,
  name: 'receipt',
  inputs: texts(receipts, 'receipt'),
  originals: [],
  give: (text) => void readReceipt(text.toString('utf8')),
});

const ID = '0b0e7a52-6f0f-4a57-9d8e-1f2a3b4c5d6e';
const records = ofSchema(leftoverFactsSchema).map((facts) => ({
  ...(facts as object),
  version: 1,
  id: ID,
  part: join(folder, 'none.part'),
  made: true,
  begun: now.toISOString(),
  owner: null,
  head: { format: 'tspepk01', headerBytes: 52, trailerBytes: 16, bytes: 'AAAA' },
}));
await mkdir(join(folder, 'data', 'leftovers'), { recursive: true });
await writeFile(join(folder, 'none.part'), 'what came so far');
testParser(figures, {
  ...asIs,
  name: 'left-over-record',
  inputs: texts(records, 'left-over-record'),
  originals: [],
  async give(text) {
    await writeFile(join(folder, 'data', 'leftovers', `${ID}.json`), text);
    return `${(await new Leftovers(join(folder, 'data')).list()).length} listed`;
  },
});
