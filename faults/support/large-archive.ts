import { parsePublicKey } from '../../src/core/formats/site-key';
import { sealTspepk01 } from '../../src/core/formats/tspepk01';
import { pingSchema } from '../../src/core/sources/ts-pro-backup/site';
import { type WholeBackup, wholeBackup } from '../../test-support/listing';
import { form, type TestPractice } from '../../test-support/practice';
import { handMadeZip } from '../../test-support/proof/hand-made-zip';
import { portalEntries } from '../../test-support/proof/portal-export';
import { randomOf } from './random';

const MIB = 1024 * 1024;

/** Puts an archive on the practice server that is many writes long, and gives it with what it opens to. */
export async function uploadLarge(
  practice: TestPractice,
  mebibytes: number,
): Promise<{ backup: WholeBackup; whole: Buffer; sealed: Buffer }> {
  const block = randomOf('large archive').bytes(MIB);
  const film = Buffer.concat(Array.from({ length: mebibytes }, (_, index) => block.map((byte) => byte ^ index)));
  const whole = handMadeZip([...portalEntries(), { name: 'uploads/film.bin', data: film, method: 0 }]);
  const { e2ee_public_key: publicKey } = pingSchema.parse(
    await (await practice.ask(practice.harbour, '/ping')).body.json(),
  );
  const pieces: Uint8Array[] = [];
  for await (const piece of sealTspepk01(once(whole), parsePublicKey(publicKey ?? '').raw)) pieces.push(piece);
  const sealed = Buffer.concat(pieces);
  const body = form(
    { scope: 'full' },
    { part: 'file', name: 'tsp-export-20261121-040000.zip.enc', bytes: Uint8Array.from(sealed) },
  );
  const answer = await fetch(`${practice.url}/backups`, {
    method: 'POST',
    body,
    headers: { authorization: `Bearer ${practice.harbour.apiKey}` },
  });
  return { backup: wholeBackup(((await answer.json()) as { backup: unknown }).backup), whole, sealed };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
