import { UNREADABLE, valueOf } from '../../card-alphabet';
import { type Failure, failed, toFailure } from '../../errors';
import {
  headOf,
  MOST_SEALED_BLOCKS,
  ROW_SYMBOLS,
  ROWS_PER_BLOCK,
  SEALED_CHECKSUM,
  SHARE_CHECKSUM,
  sealedBlocks,
  sealedOfBlocks,
  sealedRowCount,
  setMark,
  shareOfBlock,
} from './blocks';
import { type Checksum, isRight } from './checksum';
import { cut, type Reading, readRows, rowLengthOf } from './reading';
import { claimedNumber } from './rows';
import type { SealedPart } from './sealed-part';
import type { Share } from './share';

/** `unproven`: whole and without a foreign character, but nothing has said yet that it is right. */
export type Verdict = 'right' | 'wrong' | 'incomplete' | 'unproven';

export interface CheckedRow {
  /** From 1, through the whole card. */
  readonly number: number;
  /** Folded characters as they were given. */
  readonly text: string;
  /** Its 27 symbols without the check, once all characters are there and of the alphabet. */
  readonly symbols: Uint8Array | null;
  readonly verdict: Verdict;
  /** The number of the row that this one says to be, where it is another than its own. */
  readonly claims: number | null;
}

export interface CheckedBlock {
  readonly part: 'share' | 'sealed';
  readonly rows: readonly CheckedRow[];
  readonly checksum: Checksum;
  readonly verdict: Verdict;
}

export interface CheckedCard {
  readonly rows: readonly CheckedRow[];
  readonly blocks: readonly CheckedBlock[];
  readonly share: Share | null;
  readonly sealed: SealedPart | null;
  /** Why this is no card, or not yet; null for a share, with or without its sealed part. */
  readonly failure: Failure | null;
}

/**
 * Cuts a text into rows and checks them. Whether the rows' own checks stand in it is seen by the QR code's prefix;
 * where nothing comes out that way, the other is tried.
 */
export function readCard(text: string): { reading: Reading; checked: CheckedCard } {
  const reading = readRows(text);
  const checked = checkRows(reading);
  const other = {
    checked: !reading.checked,
    rows: cut(reading.rows.join(''), rowLengthOf({ checked: !reading.checked })),
  };
  const otherwise = checked.failure === null ? checked : checkRows(other);
  return otherwise !== checked && otherwise.failure === null
    ? { reading: other, checked: otherwise }
    : { reading, checked };
}

/** Checks rows by their own checks, and the blocks that they make by theirs. Corrects nothing. */
export function checkRows(reading: Reading): CheckedCard {
  const rows = reading.rows.map((text, at) => checkRow(text, at + 1, reading.checked));
  const shareRows = blockOf('share', rows.slice(0, ROWS_PER_BLOCK));
  const sealedPart = checkSealed(rows.slice(ROWS_PER_BLOCK), rowLengthOf(reading));
  const blocks = rows.length === 0 ? [] : [shareRows, ...sealedPart.blocks];
  const failure = troubleOf(rows, blocks, reading) ?? sealedPart.failure;
  const seen = { rows, blocks, share: null, sealed: null };
  try {
    const share = shareRows.verdict === 'right' ? shareOfBlock(symbolsOf(shareRows)) : null;
    if (failure !== null) return { ...seen, share, failure };
    if (share === null) throw failed('share-unreadable', {});
    return { ...seen, share, sealed: sealedOf(sealedPart.blocks, share), failure: null };
  } catch (error) {
    return { ...seen, failure: toFailure(error) };
  }
}

/** The symbols of a block whose rows are all whole. */
export function symbolsOf({ rows }: Pick<CheckedBlock, 'rows'>): Uint8Array {
  return Uint8Array.from(rows.flatMap(({ symbols }) => [...(symbols ?? [])]));
}

/** One row by itself: its length, its characters, and its own check where it has one. */
export function checkRow(text: string, number: number, checked: boolean): CheckedRow {
  const length = rowLengthOf({ checked });
  const values = Array.from(text, valueOf);
  const foreign = values.includes(undefined);
  const symbols =
    foreign || values.length !== length ? null : Uint8Array.from(values as number[]).subarray(0, ROW_SYMBOLS);
  const row = { number, text, symbols, claims: null };
  if (symbols === null) return { ...row, verdict: foreign || values.length > length ? 'wrong' : 'incomplete' };
  if (!checked) return { ...row, verdict: 'unproven' };
  const claimed = claimedNumber(symbols, values[ROW_SYMBOLS] ?? 0);
  if (claimed === number) return { ...row, verdict: 'right' };
  const isARow = claimed >= 1 && claimed <= ROWS_PER_BLOCK * (1 + MOST_SEALED_BLOCKS);
  return { ...row, verdict: 'wrong', claims: isARow ? claimed : null };
}

function blockOf(part: CheckedBlock['part'], rows: readonly CheckedRow[], rowCount = ROWS_PER_BLOCK): CheckedBlock {
  const checksum = part === 'share' ? SHARE_CHECKSUM : SEALED_CHECKSUM;
  const block = { part, rows, checksum };
  const whole = rows.length === rowCount && rows.every(({ symbols }) => symbols !== null);
  if (whole) return { ...block, verdict: isRight(symbolsOf(block), checksum) ? 'right' : 'wrong' };
  const bad = rows.some(({ verdict }) => verdict === 'wrong');
  return { ...block, verdict: bad ? 'wrong' : 'incomplete' };
}

interface CheckedSealed {
  readonly blocks: readonly CheckedBlock[];
  readonly failure: Failure | null;
}

/**
 * The rows after the share's. How many there must be is known from the first block; until that is right, rows are
 * taken as blocks of three, and a last one or two as a short block where their checksum says so.
 */
function checkSealed(rows: readonly CheckedRow[], length: number): CheckedSealed {
  const [first] = rows;
  if (first === undefined) return { blocks: [], failure: null };
  const start = blockOf('sealed', rows.slice(0, ROWS_PER_BLOCK), Math.min(rows.length, ROWS_PER_BLOCK));
  const need = start.verdict === 'right' ? sealedRowCount(symbolsOf(start)) : null;
  const blocks: CheckedBlock[] = [];
  for (let at = 0; at < rows.length; at += ROWS_PER_BLOCK) {
    const left = need === null ? ROWS_PER_BLOCK : Math.max(1, need - at);
    blocks.push(blockOf('sealed', rows.slice(at, at + ROWS_PER_BLOCK), Math.min(left, ROWS_PER_BLOCK)));
  }
  const missing = failed('share-cut-short', { row: first.number + rows.length, have: 0, need: length }).failure;
  if (need === null) {
    // Rows that are right by themselves, in a block that is not whole yet, only wait for the next one.
    const waits = rows.length < ROWS_PER_BLOCK && rows.every(({ verdict }) => verdict !== 'wrong');
    return { blocks, failure: waits ? missing : wrongRows(rows) };
  }
  if (rows.length < need) return { blocks, failure: missing };
  if (rows.length > need) return { blocks, failure: failed('share-too-long', { row: first.number + need }).failure };
  return { blocks, failure: null };
}

/** The first trouble in the rows and blocks themselves, before what they hold is looked at. */
function troubleOf(rows: readonly CheckedRow[], blocks: readonly CheckedBlock[], { checked }: Reading): Failure | null {
  if (rows.length === 0 || (checked && !looksLikeShare(rows))) return failed('share-unreadable', {}).failure;
  const length = rowLengthOf({ checked });
  const skipped = skippedRow(rows);
  if (skipped !== null) return failed('share-cut-short', { row: skipped, have: 0, need: length }).failure;
  const bad = rows.filter(({ verdict }) => verdict === 'wrong' || verdict === 'incomplete');
  const [first] = bad;
  if (first !== undefined && first.text.length > length) return failed('share-too-long', { row: first.number }).failure;
  if (first?.verdict === 'incomplete') {
    return failed('share-cut-short', { row: first.number, have: first.text.length, need: length }).failure;
  }
  if (first !== undefined) return wrongRows(bad.filter(({ verdict }) => verdict === 'wrong'));
  const [shareRows, ...sealedRows] = blocks;
  if (shareRows?.verdict === 'incomplete') {
    return failed('share-cut-short', { row: rows.length + 1, have: 0, need: length }).failure;
  }
  if (shareRows?.verdict === 'wrong') return wrongRows(shareRows.rows);
  const wrong = sealedRows.find(({ verdict }) => verdict === 'wrong');
  return wrong === undefined || wrong.rows.length < ROWS_PER_BLOCK ? null : wrongRows(wrong.rows);
}

function wrongRows(rows: readonly CheckedRow[]): Failure {
  return failed('share-wrong', { rows: rows.map(({ number }) => number).join(', ') }).failure;
}

/** One row in 32 of any text is right by chance, so that a long text has some. */
const ROWS_FOR_ONE_RIGHT = 4;

/** Every share of version 1, two of three, starts with these bits; or enough rows are right. */
function looksLikeShare(rows: readonly CheckedRow[]): boolean {
  const right = rows.filter(({ verdict }) => verdict === 'right').length;
  return isShareStart(rows[0]?.text ?? '') || (right > 0 && right >= rows.length / ROWS_FOR_ONE_RIGHT);
}

/** Version 1 and threshold 2: the bits 00000001 01. */
const SHARE_START = ['Q', '9'];

/** Whether a text, in what of it can be read, can be the beginning of a share. */
export function isShareStart(text: string): boolean {
  return SHARE_START.every((wanted, at) => [wanted, UNREADABLE, undefined].includes(text[at]));
}

/** The row that was left out, where all that follow say that they stand later, and there are two of them at least. */
export function skippedRow(rows: readonly CheckedRow[]): number | null {
  const at = rows.findIndex(({ claims }) => claims !== null);
  const later = rows.slice(at);
  const shift = (later[0]?.claims ?? 0) - (later[0]?.number ?? 0);
  const all = later.every(({ claims, number, verdict }) => verdict === 'incomplete' || claims === number + shift);
  return at >= 0 && later.length >= 2 && shift > 0 && all ? at + 1 : null;
}

/** Whether rows are in each other's places: two or more, and each says to be another of them. */
export function claimsChangePlaces(rows: readonly CheckedRow[]): boolean {
  const moved = rows.filter(({ claims }) => claims !== null);
  const numbers = new Set(moved.map(({ number }) => number));
  const claimed = new Set(moved.map(({ claims }) => claims ?? 0));
  return moved.length >= 2 && claimed.size === moved.length && [...claimed].every((claim) => numbers.has(claim));
}

/** The sealed part in blocks that are all right. @throws sealed-part-other-set, share-wrong */
function sealedOf(blocks: readonly CheckedBlock[], share: Share): SealedPart | null {
  if (blocks.length === 0) return null;
  const symbols = blocks.map(symbolsOf);
  const mark = setMark(share).join();
  if (symbols.some((block) => headOf(block).mark.join() !== mark)) throw failed('sealed-part-other-set', {});
  const sealed = sealedOfBlocks(symbols);
  // Written again it must come out the same: blocks in another order, or with bits where none belong, do not.
  const same = sealed !== null && sealedBlocks(sealed, share).join() === symbols.join();
  if (!same)
    throw failed('share-wrong', { rows: blocks.flatMap(({ rows }) => rows.map(({ number }) => number)).join(', ') });
  return sealed;
}
