import { ed25519 } from '@noble/curves/ed25519.js';
import { fingerprintOf } from '../../formats/site-key';
import type { Anchor } from './anchor';
import { checkChain, readLines } from './chain';
import { looksLikeHead, readHead } from './head';
import type { LogCheck, LogEntry, LogFinding } from './model';

export interface CheckedLog {
  readonly check: LogCheck;
  /** Every line that can be read, in the order of the file. */
  readonly entries: readonly { line: number; entry: LogEntry }[];
}

/**
 * Holds a logbook against its chain and its head.
 *
 * @param text of the lines
 * @param head the text of the signed head; null where there is none
 * @param options.own this installation's key, where no other may have signed, and one that never wrote a seal is reported
 * @param options.anchors ends of this logbook that are kept elsewhere
 */
export function checkLog(
  text: string,
  head: string | null,
  options: { own?: Uint8Array; anchors?: readonly Anchor[] } = {},
): CheckedLog {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const lines = readLines(whole === '' ? [] : whole.slice(0, -1).split('\n'));
  const read = head === null ? null : readHead(head);
  const findings: LogFinding[] = checkChain(lines, read?.head ?? null);
  const tell = (kind: LogFinding['kind']) => findings.push({ kind, line: null, from: null, to: null });
  // The installation's key is made together with the seal of an empty logbook.
  if (head === null && lines.length === 0 && options.own !== undefined) tell('log-missing');
  for (const { count, last } of options.anchors ?? []) {
    const known = lines.some(({ entry, hash }) => entry?.number === count && hash === last);
    const said = findings.some(({ from, to }) => from !== null && to !== null && from <= count && count <= to);
    if (!known && !said) findings.push({ kind: 'put-back', line: null, from: count, to: count });
  }
  if (head === null && lines.length > 0) tell('head-missing');
  if (head !== null && read === null) tell('head-altered');
  if (read !== null && options.own !== undefined && read.signer !== fingerprintOf(ed25519.getPublicKey(options.own)))
    tell('other-signer');
  return {
    check: {
      lines: lines.length,
      findings,
      torn: whole.length < text.length,
      signer: read?.signer ?? null,
      head: read === null ? null : { count: read.head.count, last: read.head.last },
    },
    entries: lines.flatMap(({ line, entry }) => (entry === null ? [] : [{ line, entry }])),
  };
}

/** Takes an export apart: its lines, and its head, which is the last of them. A `logbook.jsonl` has none. */
export function readExport(text: string): { lines: string; head: string | null } {
  const lines = text.replaceAll('\r\n', '\n');
  const start = lines.trimEnd().lastIndexOf('\n') + 1;
  const last = lines.slice(start).trim();
  return looksLikeHead(last) ? { lines: lines.slice(0, start), head: last } : { lines, head: null };
}
