import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Sealer } from './sealing';
import { Vault } from './vault';

const PASSPHRASE = 'harbour lantern quiet seven';
const keystore: Sealer = {
  seal: async (bytes) => bytes.map((byte) => byte ^ 0x5a),
  open: async (sealed) => sealed.map((byte) => byte ^ 0x5a),
};
let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'salvor-vault-'));
  path = join(folder, 'vault.salvor');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const code = (run: Promise<unknown>) =>
  run.then(
    () => 'nothing failed',
    (error: { failure?: { code: string } }) => error.failure?.code ?? String(error),
  );

/** What anyone can do who can write the file: the checksum has no key. */
function withRightChecksum(bytes: Uint8Array): Uint8Array {
  const body = bytes.subarray(0, bytes.length - 32);
  return Buffer.concat([body, createHash('sha256').update(body).digest()]);
}

/** The file with its header's JSON changed, lengths and checksum set right. */
async function rewriteHeader(
  change: (header: { wraps: Record<string, unknown>[]; vault: string }) => void,
): Promise<void> {
  const file = await readFile(path);
  const length = file.readUInt32BE(8);
  const header = JSON.parse(file.toString('utf8', 16, 16 + length)) as {
    wraps: Record<string, unknown>[];
    vault: string;
  };
  change(header);
  const json = Buffer.from(JSON.stringify(header));
  const fixed = Buffer.from(file.subarray(0, 16));
  fixed.writeUInt32BE(json.length, 8);
  await writeFile(path, withRightChecksum(Buffer.concat([fixed, json, file.subarray(16 + length)])));
}

describe('a vault file with a right checksum that someone altered on purpose', () => {
  test('opens to nothing, whichever byte it was', async () => {
    const vault = await Vault.create(folder, { passphrase: null, sealer: keystore });
    await vault.add({ kind: 'text', label: 'x', bytes: new TextEncoder().encode('open sesame') });
    const whole = await readFile(path);
    const outcomes = new Set<string>();
    for (let at = 0; at < whole.length - 32; at += 1) {
      const altered = Buffer.from(whole);
      altered[at] = (altered[at] ?? 0) ^ (1 << (at % 7));
      await writeFile(path, withRightChecksum(altered));
      outcomes.add(await code(Vault.open(folder, { sealer: keystore })));
    }
    expect([...outcomes].sort()).toEqual(['vault-damaged', 'vault-version-unknown']);
  }, 300_000);

  test.each([
    { n: 2 ** 10 },
    { n: 2 ** 13 },
    { n: 2 ** 21 },
    { n: 2 ** 17 + 1 },
    { n: 0 },
    { n: -(2 ** 17) },
    { r: 0 },
    { r: 17 },
    { p: 0 },
    { p: 5 },
    { n: 2 ** 20, r: 16 },
    { n: 2 ** 31, r: 8, p: 1 },
  ])('is not stretched with $n $r $p', async (parameters) => {
    await Vault.create(folder, { passphrase: PASSPHRASE, sealer: null });
    await rewriteHeader(({ wraps }) => Object.assign(wraps[0] ?? {}, parameters));
    expect(await code(Vault.open(folder, { passphrase: PASSPHRASE }))).toBe('vault-parameters-refused');
  });

  test('does not open by other parameters within the bounds', async () => {
    await Vault.create(folder, { passphrase: PASSPHRASE, sealer: null });
    await rewriteHeader(({ wraps }) => Object.assign(wraps[0] ?? {}, { n: 2 ** 14 }));
    expect(await code(Vault.open(folder, { passphrase: PASSPHRASE }))).toBe('vault-wrong-passphrase');
  });

  test('does not take the wrap of another vault, though the passphrase is the same', async () => {
    const other = join(folder, 'other');
    await Vault.create(other, { passphrase: PASSPHRASE, sealer: null });
    await Vault.create(folder, { passphrase: PASSPHRASE, sealer: null });
    const theirs = await readFile(join(other, 'vault.salvor'));
    const { wraps } = JSON.parse(theirs.toString('utf8', 16, 16 + theirs.readUInt32BE(8))) as {
      wraps: Record<string, unknown>[];
    };
    await rewriteHeader((header) => void (header.wraps = wraps));
    expect(await code(Vault.open(folder, { passphrase: PASSPHRASE }))).toBe('vault-wrong-passphrase');
  });
});
