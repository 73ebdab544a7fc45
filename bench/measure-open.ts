import { createDecipheriv } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { PauseGate } from '../src/core/restore/job';
import { openArchive } from '../src/core/restore/open';

/**
 * One process, one measurement: opens an archive in this runtime, beside what the same runtime's AES-256-GCM
 * reaches on memory alone right before and after. Prints one line of JSON.
 *
 * Arguments: archive, key file, destination.
 */
const [archive = '', keyFile = '', destination = ''] = process.argv.slice(2);
const PIECE = 64 * 1024;
const MEMORY_BYTES = 1024 ** 3;

function gcmInMemory(): number {
  const decipher = createDecipheriv('aes-256-gcm', Buffer.alloc(32, 1), Buffer.alloc(12, 2));
  const piece = Buffer.alloc(PIECE, 3);
  const began = performance.now();
  for (let at = 0; at < MEMORY_BYTES; at += PIECE) decipher.update(piece);
  return MEMORY_BYTES / 1e3 / (performance.now() - began);
}

const before = gcmInMemory();
const result = await openArchive(
  { source: archive, key: readFileSync(keyFile, 'utf8'), scope: 'full', destination, overwrite: true },
  { signal: new AbortController().signal, pause: new PauseGate(), report: () => {} },
);
const after = gcmInMemory();
await rm(destination);

const { took } = result;
const opening = (took.connect ?? 0) + (took.transfer ?? 0);
console.log(
  JSON.stringify({
    bytes: result.archive.bytes,
    gcm: (before + after) / 2,
    open: result.archive.bytes / 1e3 / opening,
    openMs: opening,
    proveMs: took.prove ?? 0,
    totalMs: Object.values(took).reduce((sum, ms) => sum + ms, 0),
    // In KiB on every system but macOS, where Node converts it.
    peakMiB: process.resourceUsage().maxRSS / 1024,
  }),
);
