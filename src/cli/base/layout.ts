import { formatSize } from '../../shared/format/size';
import type { Say } from '../../shared/messages/catalogue';

/** Plain-text shapes of the command line's answers: labelled lines, tables, and blocks with air between them. */

/** A size for reading, with the exact bytes beside it: `12.4 MiB (13,002,342 bytes)`. */
export function sizeText(say: Say, bytes: number): string {
  return say('cli.size', { size: formatSize(bytes), bytes, small: bytes < 1024 });
}

/** Lines of a label and a value, the values in one column. Pairs without a value are left out. */
export function fields(pairs: readonly (readonly [string, string | null])[]): string {
  const filled = pairs.flatMap(([label, value]) => (value === null || value === '' ? [] : [[label, value] as const]));
  const width = filled.reduce((widest, [label]) => Math.max(widest, label.length), 0);
  return filled.map(([label, value]) => `${label.padEnd(width)}  ${value}`).join('\n');
}

/** Columns two spaces apart, those in `right` set to the right; the first row is the heading. */
export function table(rows: readonly (readonly string[])[], right: ReadonlySet<number>): string {
  const columns = rows[0]?.length ?? 0;
  // Not by Math.max of all of them: a list may have more rows than a call takes arguments.
  const widths = Array.from({ length: columns }, (_, column) =>
    rows.reduce((widest, row) => Math.max(widest, row[column]?.length ?? 0), 0),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        right.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ');
  return rows.map((row) => line(row).trimEnd()).join('\n');
}

/** Parts with an empty line between them; empty parts are left out. */
export function block(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}

/** Every line of a text moved in by some spaces. */
export function indent(text: string, by = 2): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(by));
}

/** A paragraph broken between words; a line is longer than `width` only where one word is. */
export function wrap(text: string, width = 76): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join('\n');
}
