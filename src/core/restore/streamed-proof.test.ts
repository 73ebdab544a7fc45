import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { handMadeZip } from '../../../test-support/proof/hand-made-zip';
import { inMemory, portalEntries } from '../../../test-support/proof/portal-export';
import { toFailure } from '../errors';
import { generateKeyPair, parsePublicKey } from '../formats/site-key';
import { sealTspepk01 } from '../formats/tspepk01';
import { type JobContext, PauseGate } from './job';
import { openArchive, verifyArchive } from './open';
import { streamsByWell } from './streamed-proof';

const folder = mkdtempSync(join(tmpdir(), 'salvor-streamed-'));
afterAll(() => rmSync(folder, { recursive: true }));

const { signal } = new AbortController();
const photograph = randomBytes(2_000_000);
const photographs = handMadeZip([...portalEntries(), { name: 'uploads/a.jpg', data: photograph }]);
const texts = handMadeZip([...portalEntries(), { name: 'uploads/a.txt', data: Buffer.alloc(4_000_000, 'text ') }]);
const keys = generateKeyPair();

async function sealed(name: string, zip: Buffer): Promise<string> {
  const path = join(folder, name);
  const plain = (async function* () {
    yield zip;
  })();
  const pieces: Uint8Array[] = [];
  for await (const piece of sealTspepk01(plain, parsePublicKey(keys.publicText).raw)) pieces.push(piece);
  writeFileSync(path, Buffer.concat(pieces));
  return path;
}

/** Where there is no thread to start: a job that starts one fails. */
const context: JobContext = { signal, pause: new PauseGate(), report: () => {}, threads: join(folder, 'none') };
const secrets = { key: keys.privateText, scope: 'full' } as const;

describe('whether a zip is checked as it streams by', () => {
  test.each([
    ['photographs', photographs, true],
    ['texts', texts, false],
    ['no zip', photograph, false],
    ['a zip that was cut', photographs.subarray(0, -100), false],
  ])('%s', async (_what, bytes, expected) => {
    let closed = 0;
    const payload = { ...inMemory(bytes), close: async () => void (closed += 1) };
    expect(await streamsByWell(payload, signal)).toBe(expected);
    expect(closed).toBe(1);
  });
});

describe('a proof of what streamed by', () => {
  test('takes no thread, and says what the other proof says', async () => {
    const source = await sealed('photographs.enc', photographs);
    const { proof } = await verifyArchive({ ...secrets, source }, context);
    const destination = join(folder, 'opened.zip');
    const opened = await openArchive({ ...secrets, source, destination, overwrite: false }, context);
    expect(opened.proof).toEqual(proof);
    expect(proof).toMatchObject({ warnings: [], entries: { count: 5 } });
    expect(readFileSync(destination).equals(photographs)).toBe(true);
    expect(
      await verifyArchive({ ...secrets, source: await sealed('texts.enc', texts) }, context).catch(toFailure),
    ).toMatchObject({ code: 'unexpected' });
  });

  test('counts for nothing where the archive is altered', async () => {
    const source = await sealed('altered.enc', photographs);
    const bytes = readFileSync(source);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(source, bytes);
    for (const work of [
      verifyArchive({ ...secrets, source }, context),
      openArchive({ ...secrets, source, destination: join(folder, 'never.zip'), overwrite: false }, context),
    ])
      expect(await work.catch(toFailure)).toMatchObject({ code: 'altered' });
  });

  test('finds an entry that is authentic and damaged', async () => {
    const damaged = Buffer.from(photographs);
    const at = photographs.length - 1_000_000;
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    const source = await sealed('damaged.enc', damaged);
    const failure = { code: 'entry-damaged', params: { entry: 'uploads/a.jpg', reason: 'crc' } };
    expect(await verifyArchive({ ...secrets, source }, context).catch(toFailure)).toMatchObject(failure);
    const destination = join(folder, 'damaged.zip');
    const opening = openArchive({ ...secrets, source, destination, overwrite: false }, context);
    expect(await opening.catch(toFailure)).toMatchObject(failure);
    expect(() => readFileSync(destination)).toThrow('ENOENT');
  });
});
