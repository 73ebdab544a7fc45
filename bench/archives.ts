import { randomFillSync } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { sealTspepk01 } from '../src/core/formats/tspepk01';
import { CREDENTIAL_KEY_TEXT, databaseOf, MANIFEST_TEXT, portalSchema } from '../test-support/proof/portal-export';

const MiB = 1024 ** 2;
const UPLOAD = 4 * MiB;

/**
 * Writes a sealed portal export of about `bytes` bytes: a database of some thousand rows, and uploads that
 * do not compress, each deflated as the portal does it.
 *
 * @param upload length of each upload, in bytes
 */
export async function makeArchive(
  path: string,
  bytes: number,
  recipient: Uint8Array,
  upload = UPLOAD,
): Promise<number> {
  const zip = new ZipFile();
  zip.addBuffer(databaseOf(SOME_THOUSAND_ROWS), 'tsp.db');
  zip.addBuffer(Buffer.from(MANIFEST_TEXT), 'manifest.json');
  zip.addBuffer(Buffer.from(CREDENTIAL_KEY_TEXT), 'zoom.key');
  // Level 1 is quick to make; what is incompressible comes out the same at every level.
  for (let index = 0; index * upload < bytes; index += 1) {
    zip.addReadStreamLazy(`uploads/${index}.mp4`, { compressionLevel: 1, size: upload }, (done) =>
      done(null, Readable.from(noise(upload))),
    );
  }
  zip.end();
  const plain = zip.outputStream as unknown as AsyncIterable<Uint8Array>;
  await pipeline(Readable.from(sealTspepk01(plain, recipient)), createWriteStream(path));
  return (await stat(path)).size;
}

const SOME_THOUSAND_ROWS = `
  ${portalSchema()}
  ALTER TABLE meeting ADD COLUMN notes TEXT;
  WITH RECURSIVE counted (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counted WHERE n < 19999)
  INSERT INTO meeting (name, notes) SELECT 'Meeting ' || n, replace(hex(zeroblob(20)), '00', 'Notes of meeting ' || n || ' ') FROM counted;
`;

function* noise(bytes: number): Generator<Buffer> {
  for (let at = 0; at < bytes; at += MiB) yield randomFillSync(Buffer.allocUnsafe(Math.min(MiB, bytes - at)));
}
