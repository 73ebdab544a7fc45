import { PieceReader } from '../contents/piece-reader';
import { dumpDamaged } from '../contents/postgresql/archive-cursor';
import { SqlScanner } from '../contents/postgresql/sql-scanner';
import type { RandomAccess } from '../disk/random-access';
import { failed } from '../errors';
import { startsWith } from '../formats/magic';
import { UTF8_BOM } from '../formats/text-head';
import { emptyWarnings } from './dump-facts';
import { type ProofReport, type Warning, warning } from './model';
import type { DumpProofOptions } from './prove-custom-dump';
import { SqlFindings } from './sql-findings';

/** In a table's data; where its COPY fails, psql takes the data for SQL, and such an escape for a command. */
const STRANGE_ESCAPE = '\\';
const PIECE_BYTES = 512 * 1024;

/**
 * Proves a dump in plain SQL without executing it: every statement, quoted text and table's data has its end,
 * and pg_dump's closing line is there where pg_dump wrote the file. Rows are counted. What would run on the
 * machine that restores it is a warning, and so is an end that nothing proves.
 *
 * @throws cut-short, dump-damaged, payload-empty, cancelled
 */
export async function provePlainDump(access: RandomAccess, { signal, report }: DumpProofOptions): Promise<ProofReport> {
  if (access.size === 0) throw failed('payload-empty', {});
  const findings = new SqlFindings();
  const scanner = new SqlScanner(findings);
  let done = 0;
  const reader = new PieceReader(access, (bytes) => report((done += bytes), access.size));
  await reader.moveTo(0, access.size);
  try {
    while (done < access.size) {
      if (signal.aborted) throw failed('cancelled', {});
      const bytes = await reader.some(PIECE_BYTES);
      const zero = bytes.indexOf(0);
      if (zero !== -1) throw dumpDamaged(`at byte ${done - bytes.length + zero} there is a zero, which no text has`);
      // psql passes over a byte order mark at the beginning of a file.
      scanner.push(done === bytes.length && startsWith(bytes, UTF8_BOM) ? bytes.subarray(UTF8_BOM.length) : bytes);
    }
  } finally {
    await reader.settle();
  }
  const end = scanner.end();
  // Where quotes can be read in two ways, it may be a text after all.
  if (findings.notSql !== null && !scanner.isAmbiguous)
    throw dumpDamaged(`text stands in it that is no SQL: “${findings.notSql}”`);
  if (end === 'within-statement' && findings.isEnded)
    throw dumpDamaged('it is whole, and then something follows that is no SQL');
  if (end !== 'whole' || findings.awaitsClosing) throw failed('cut-short', { have: access.size, need: null });

  const facts = findings.facts();
  const found = findings.unusualText ?? findings.notSql ?? (scanner.hasStrangeEscape ? STRANGE_ESCAPE : null);
  const runs = found !== null;
  const warnings: Warning[] = [];
  if (found !== null) warnings.push(warning('sql-runs-commands', { sql: found }));
  if (!findings.isClosed) warnings.push(warning('sql-end-unproven', {}));
  return {
    checks: [
      { id: 'sql-statements', outcome: runs ? 'warning' : 'passed' },
      { id: 'sql-complete', outcome: findings.isClosed ? 'passed' : 'warning' },
    ],
    warnings: [...warnings, ...emptyWarnings(facts)],
    entries: { count: 0, bytes: 0 },
    facts,
  };
}

/** Before the second line of its first comment pg_dump writes one that is empty. */
const BEGINS = /^--\r?\n-- PostgreSQL database /;
const HEAD_BYTES = 512;
/** Behind the closing line there is a token of some hundred bytes at most, or with pg_dumpall a second line. */
const TAIL_BYTES = 4096;

/** Whether pg_dump began this SQL and its closing line is not at the end, whatever is between them. */
export async function lacksClosing(access: RandomAccess): Promise<boolean> {
  const head = Buffer.alloc(Math.min(HEAD_BYTES, access.size));
  await access.read(head, 0);
  if (!BEGINS.test(head.toString('latin1', startsWith(head, UTF8_BOM) ? UTF8_BOM.length : 0))) return false;
  const tail = Buffer.alloc(Math.min(TAIL_BYTES, access.size));
  await access.read(tail, access.size - tail.length);
  return !/^-- PostgreSQL database (?:cluster )?dump complete\r?$/m.test(tail.toString('latin1'));
}

/** A statement to be shown: its beginning, and how long it is. */
export interface ShownStatement {
  readonly text: string;
  readonly bytes: number;
}

/** How far `firstStatements` reads, in bytes: a table's data may be between two statements. */
const FIRST_BYTES = 4 * 1024 * 1024;

/** The first statements of plain SQL, at most `most`, from its first 4 MiB. */
export async function firstStatements(access: RandomAccess, most: number): Promise<ShownStatement[]> {
  const found: ShownStatement[] = [];
  const scanner = new SqlScanner({
    statement: ({ head, bytes }) => {
      if (found.length < most) found.push({ text: head, bytes });
    },
  });
  const piece = Buffer.alloc(64 * 1024);
  for (let at = 0; at < Math.min(access.size, FIRST_BYTES) && found.length < most; at += piece.length) {
    scanner.push(piece.subarray(0, await access.read(piece, at)));
  }
  return found;
}
