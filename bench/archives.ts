import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomFillSync } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import sqlite from 'node-sqlite3-wasm';
import { ZipFile } from 'yazl';
import { sealTspepk01 } from '../src/core/formats/tspepk01';

const MiB = 1024 ** 2;
const UPLOAD = 4 * MiB;

/**
 * Writes a sealed portal export of about `bytes` bytes: a database of some thousand rows, and uploads that
 * do not compress, each deflated as the portal does it.
 */
export async function makeArchive(path: string, bytes: number, recipient: Uint8Array): Promise<number> {
  const scratch = await mkdtemp(join(tmpdir(), 'salvor-bench-'));
  try {
    const database = join(scratch, 'tsp.db');
    makeDatabase(database);
    const zip = new ZipFile();
    zip.addFile(database, 'tsp.db');
    zip.addBuffer(Buffer.from(JSON.stringify(MANIFEST)), 'manifest.json');
    zip.addBuffer(Buffer.alloc(64, 65), 'zoom.key');
    // Level 1 is quick to make; what is incompressible comes out the same at every level.
    for (let index = 0; index * UPLOAD < bytes; index += 1) {
      zip.addReadStreamLazy(`uploads/${index}.mp4`, { compressionLevel: 1, size: UPLOAD }, (done) => done(null, Readable.from(noise())));
    }
    zip.end();
    const plain = zip.outputStream as unknown as AsyncIterable<Uint8Array>;
    await pipeline(Readable.from(sealTspepk01(plain, recipient)), createWriteStream(path));
    return (await stat(path)).size;
  } finally {
    await rm(scratch, { recursive: true });
  }
}

const MANIFEST = {
  app: 'trusted-servants-pro',
  format_version: 2,
  exported_at: '2026-11-20T03:00:00.000000Z',
  source_host: 'portal.example.org',
  turnstile_enabled_at_export: false,
  db_filename: 'tsp.db',
  uploads_dir: 'uploads/',
  fernet_key_filename: 'zoom.key',
};

function* noise(): Generator<Buffer> {
  for (let at = 0; at < UPLOAD; at += MiB) yield randomFillSync(Buffer.allocUnsafe(MiB));
}

function makeDatabase(path: string): void {
  const database = new sqlite.Database(path);
  try {
    database.exec('CREATE TABLE meeting (id INTEGER PRIMARY KEY, name TEXT, notes TEXT); BEGIN');
    const insert = database.prepare('INSERT INTO meeting (name, notes) VALUES (?, ?)');
    for (let row = 0; row < 20_000; row += 1) insert.run([`Meeting ${row}`, `Notes of meeting ${row} `.repeat(20)]);
    insert.finalize();
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}
