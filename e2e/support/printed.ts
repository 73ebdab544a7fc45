import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Card, decodeCard, encodeCard } from '../../src/core/custody/share/card-text';
import { readQr } from '../../src/core/custody/share/qr';

const run = promisify(execFile);
/** Of a scanner, in dots to the inch. */
const RESOLUTION = '200';

/** A card as it came out of the printer. */
export interface PrintedCard {
  readonly pages: number;
  readonly paper: 'A4' | 'Letter' | 'other';
  /** What its code reads as, from a picture of the page. */
  readonly scanned: Card;
  /** The rows as they are typed off the page. */
  readonly rows: readonly string[];
  /** All words on the page. */
  readonly text: string;
}

/** Whether printed cards can be read back on this machine; where not, it is said loudly. */
export function canReadPrinted(): boolean {
  if (spawnSync('pdftoppm', ['-v']).error === undefined) return true;
  process.stderr.write(
    '\n*** pdftoppm is not installed: the tests that read printed cards back are SKIPPED. Debian: apt-get install poppler-utils ***\n\n',
  );
  return false;
}

/** Reads a card's PDF the way a custodian would: by a scanner, and by the eye. Needs poppler's tools. */
export async function readPrinted(pdf: string): Promise<PrintedCard> {
  const folder = await mkdtemp(join(tmpdir(), 'salvor-printed-'));
  try {
    const { stdout: info } = await poppler('pdfinfo', [pdf]);
    await poppler('pdftoppm', ['-r', RESOLUTION, '-singlefile', pdf, join(folder, 'page')]);
    const { stdout: text } = await poppler('pdftotext', ['-layout', pdf, '-']);
    const [, width, height] = /Page size:\s+([\d.]+) x ([\d.]+)/.exec(info) ?? [];
    const isPaper = (wide: number, high: number): boolean =>
      Math.abs(Number(width) - wide) <= 1 && Math.abs(Number(height) - high) <= 1;
    const paper = isPaper(612, 792) ? 'Letter' : isPaper(595, 842) ? 'A4' : 'other';
    return {
      pages: Number(/Pages:\s+(\d+)/.exec(info)?.[1]),
      paper,
      scanned: decodeCard(readQr(pixels(await readFile(join(folder, 'page.ppm'))))),
      rows: [...text.matchAll(/^\s*\d{1,2}\s+((?:[0-9A-Z]{4}\s+){6}[0-9A-Z]{4})\s*$/gm)].map(([, row]) =>
        (row ?? '').replaceAll(/\s+/g, ' '),
      ),
      text,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The rows of a card's share alone, as text. */
export function shareRows(card: Card): string[] {
  return encodeCard({ ...card, sealed: null }).share.map(({ groups }) => groups.join(' '));
}

async function poppler(tool: string, args: readonly string[]): Promise<{ stdout: string }> {
  return run(tool, [...args]).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT')
      throw new Error(
        `Printed cards cannot be read back: ${tool} is missing. Install poppler (Debian: poppler-utils).`,
        { cause },
      );
    throw cause;
  });
}

/** A binary PPM (P6) as RGBA pixels. */
function pixels(ppm: Buffer): { width: number; height: number; data: Uint8Array } {
  const head = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(ppm.subarray(0, 64).toString('latin1'));
  if (head === null) throw new Error('the page is no picture');
  const [whole, width = '', height = ''] = head;
  const rgb = ppm.subarray(whole.length);
  const data = new Uint8Array((rgb.length / 3) * 4).fill(255);
  for (let at = 0; at * 3 < rgb.length; at += 1) data.set(rgb.subarray(at * 3, at * 3 + 3), at * 4);
  return { width: Number(width), height: Number(height), data };
}
