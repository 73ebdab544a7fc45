import { CopyRows } from './copy-rows';
import { SqlScanner } from './sql-scanner';

/** Counts the rows of one table's data, which is never in memory as a whole. */
export interface RowCounter {
  push(bytes: Buffer): void;
  /** The rows; null where the data is cut within one. */
  finish(): number | null;
}

/** For data that pg_dump wrote for COPY. */
export function copyCounter(): RowCounter {
  const rows = new CopyRows();
  return {
    push: (bytes) => void rows.push(bytes),
    finish: () => (rows.midLine ? null : rows.rows),
  };
}

/** For data that pg_dump wrote as INSERT statements. @param unusual sees what it would not write there */
export function insertCounter(unusual: (text: string) => void): RowCounter {
  let rows = 0;
  const scanner = new SqlScanner({
    statement({ head, inserted, runsCommand }) {
      rows += inserted ?? 0;
      if (runsCommand) unusual(head);
    },
    command: unusual,
    unusual,
  });
  return {
    push: (bytes) => scanner.push(bytes),
    finish: () => (scanner.end() === 'whole' ? rows : null),
  };
}
