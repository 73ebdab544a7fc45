import { mkdir, open, stat, truncate } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ed25519 } from '@noble/curves/ed25519.js';
import { unreadable, unwritable } from '../../disk/disk-trouble';
import { withFileLock } from '../../disk/file-lock';
import { fileStamp } from '../../disk/file-stamp';
import { readTextIfThere } from '../../disk/read-file';
import { removeUnfinished, syncFolder, writeWhole } from '../../disk/whole-file';
import type { FailureCode } from '../../errors';
import { fingerprintOf } from '../../formats/site-key';
import { canonicalJson } from '../../signing/canonical-json';
import { type Anchor, type AnchorKeeper, laterAnchor } from './anchor';
import { HEAD_FILE, LOG_FILE } from './begin';
import { GENESIS, hashOf, type ReadLine, readLines } from './chain';
import { type CheckedLog, checkLog } from './check';
import { readHead, sealHead } from './head';
import { installationKey } from './installation-key';
import { type LogEntry, type LogEvent, type LogFacts, type LogHead, logEntrySchema, logFacts } from './model';

const LINE_END = 0x0a;
/** No line comes near this: the longest facts are a few thousand characters. */
const LONGEST_LINE = 256 * 1024;

/** What is to be written down; number, time and chain are the logbook's own. */
export interface LogNote<W extends LogEvent = LogEvent> {
  readonly what: W;
  /** The operator's name, or else the user's of this machine. */
  readonly who: string;
  readonly outcome: 'ok' | FailureCode;
  readonly facts: LogFacts<W>;
}

/** The end of the file, as the next line finds it. */
interface Tail {
  /** Bytes up to the last line end. */
  readonly whole: number;
  /** Bytes behind it: a line that a killed program did not finish. */
  readonly torn: number;
  /** The last whole line; null where there is none. */
  readonly last: string | null;
}

/**
 * What this installation did, one line each, chained by hash: `logbook.jsonl`, and beside it `logbook.head`, the signed
 * number and hash of the last line. A line is first announced in the head, then written, then counted in the head; so
 * after a kill at any point the log is as it was before or as it is after, and a line that was not announced is found.
 * All methods may be called in several processes at once.
 */
export class Logbook {
  readonly #folder: string;
  readonly #path: string;
  readonly #headPath: string;
  readonly #version: string;
  readonly #keeper: AnchorKeeper | null;

  private constructor(folder: string, version: string, keeper: AnchorKeeper | null) {
    this.#folder = folder;
    this.#path = join(folder, LOG_FILE);
    this.#headPath = join(folder, HEAD_FILE);
    this.#version = version;
    this.#keeper = keeper;
  }

  /**
   * @param folder of the installation; nothing is written before the first line
   * @param with.version of the program
   * @param with.keeper of the anchor, which is renewed with each line
   */
  static open(folder: string, { version, keeper = null }: { version: string; keeper?: AnchorKeeper | null }): Logbook {
    return new Logbook(folder, version, keeper);
  }

  /**
   * Writes one line, which is on the disk when this returns.
   *
   * @throws destination-not-writable, file-in-use, file-unreadable where the installation's key is damaged; and a
   * ZodError for facts that are not of the event's shape, which is a mistake of ours
   */
  async append<W extends LogEvent>(note: LogNote<W>): Promise<LogEntry> {
    const facts = logFacts[note.what].parse(note.facts) as Record<string, unknown>;
    return this.#locked(async (key) => {
      await removeUnfinished(this.#headPath);
      const head = await this.#mended(key);
      const entry = await this.#write(head, { ...note, facts }, key);
      const anchor = { count: entry.number, last: hashOf(canonicalJson(entry)), signer: signerOfKey(key) };
      // The line is written. An anchor that is older than it can be still finds what is missing before that.
      await this.#keeper?.keepAnchor(anchor).catch(() => {});
      return entry;
    });
  }

  /**
   * Reads all and holds it against the chain and the anchors.
   *
   * @param other anchor, as an open vault has one
   * @throws file-unreadable, file-in-use, destination-not-writable
   */
  async check(other: Anchor | null = null): Promise<CheckedLog> {
    return this.#locked(async (key) => {
      const anchor = laterAnchor(await this.#anchor(), other, signerOfKey(key));
      return checkLog(await this.#text(), await this.#headText(), {
        own: key,
        anchors: anchor === null ? [] : [anchor],
      });
    });
  }

  /**
   * The file with its head as the last line: what `salvor log check` takes on any machine.
   *
   * @throws as check
   */
  async export(): Promise<string> {
    return this.#locked(async () => {
      const text = await this.#text();
      const whole = text.slice(0, text.lastIndexOf('\n') + 1);
      const head = await this.#headText();
      return head === null ? whole : `${whole}${head}\n`;
    });
  }

  async #locked<T>(work: (key: Uint8Array) => Promise<T>): Promise<T> {
    const key = await installationKey(this.#folder);
    return withFileLock(`${this.#path}.lock`, () => work(key));
  }

  async #write(
    head: LogHead,
    note: { what: string; who: string; outcome: string; facts: Record<string, unknown> },
    key: Uint8Array,
  ): Promise<LogEntry> {
    const entry = logEntrySchema.parse({
      number: head.count + 1,
      when: new Date().toISOString(),
      who: note.who.slice(0, 300),
      what: note.what,
      version: this.#version,
      outcome: note.outcome,
      facts: note.facts,
      previous: head.last,
    });
    const line = canonicalJson(entry);
    const next = hashOf(line);
    await this.#putHead({ ...head, next }, key);
    await this.#putLine(line);
    await this.#putHead({ ...head, count: entry.number, last: next, next: null }, key);
    return entry;
  }

  /**
   * The head to continue from, once mended after a kill. Where lines are missing the chain continues from the
   * head all the same, and not from what is left of the file: so the gap shows for ever.
   */
  async #mended(key: Uint8Array): Promise<LogHead> {
    const tail = await this.#setTornAside();
    const text = await this.#headText();
    const read = text === null ? null : readHead(text);
    const anchor = laterAnchor(await this.#anchor(), null, signerOfKey(key));
    if (read !== null && read.signer === signerOfKey(key)) {
      const { head } = read;
      const written = head.next !== null && tail.last !== null && hashOf(tail.last) === head.next;
      const mended = {
        ...head,
        ...(written ? { count: head.count + 1, last: head.next ?? head.last } : {}),
        next: null,
      };
      if (anchor !== null && anchor.count > mended.count) return this.#trace(headAt(anchor), 'put-back', key);
      return tail.torn > 0 ? this.#trace(mended, 'torn-line', key) : mended;
    }
    const found = read?.head ?? headOf(readLines((await this.#text()).split('\n').slice(0, -1)));
    if (anchor !== null && anchor.count > found.count) return this.#trace(headAt(anchor), 'put-back', key);
    if (found.count === 0 && text === null) return this.#trace(found, 'log-missing', key);
    return this.#trace(
      { ...found, next: null },
      read !== null ? 'other-signer' : text === null ? 'head-missing' : 'head-altered',
      key,
    );
  }

  async #anchor(): Promise<Anchor | null> {
    return (await this.#keeper?.readAnchor().catch(() => null)) ?? null;
  }

  /** Writes down that something had to be mended. */
  async #trace(head: LogHead, reason: LogFacts<'logbook-mended'>['reason'], key: Uint8Array): Promise<LogHead> {
    const entry = await this.#write(head, { what: 'logbook-mended', who: '', outcome: 'ok', facts: { reason } }, key);
    return { ...head, count: entry.number, last: hashOf(canonicalJson(entry)), next: null };
  }

  /** Takes an unfinished last line out of the log and keeps it beside it. */
  async #setTornAside(): Promise<Tail> {
    const tail = await this.#tail();
    if (tail.torn === 0) return tail;
    const bytes = Buffer.alloc(tail.torn);
    const file = await open(this.#path, 'r');
    await file.read(bytes, 0, tail.torn, tail.whole).finally(() => file.close());
    await writeWhole(join(this.#folder, `logbook.torn-${fileStamp(new Date())}.txt`), bytes, 0o600);
    await truncate(this.#path, tail.whole).catch(unwritable(this.#path));
    return tail;
  }

  async #tail(): Promise<Tail> {
    const size = await stat(this.#path).then(
      (found) => found.size,
      () => 0,
    );
    if (size === 0) return { whole: 0, torn: 0, last: null };
    const start = Math.max(0, size - LONGEST_LINE);
    const bytes = Buffer.alloc(size - start);
    const file = await open(this.#path, 'r').catch(unreadable(this.#path));
    await file
      .read(bytes, 0, bytes.length, start)
      .catch(unreadable(this.#path))
      .finally(() => file.close());
    const end = bytes.lastIndexOf(LINE_END);
    if (end < 0) return { whole: start, torn: bytes.length, last: null };
    const before = end === 0 ? -1 : bytes.lastIndexOf(LINE_END, end - 1);
    return {
      whole: start + end + 1,
      torn: bytes.length - end - 1,
      last: bytes.subarray(before + 1, end).toString('utf8'),
    };
  }

  async #putLine(line: string): Promise<void> {
    try {
      await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
      const file = await open(this.#path, 'a', 0o600);
      try {
        await file.writeFile(`${line}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
    } catch (cause) {
      return unwritable(this.#path)(cause);
    }
    await syncFolder(this.#folder);
  }

  async #putHead(head: LogHead, key: Uint8Array): Promise<void> {
    await writeWhole(this.#headPath, `${sealHead(head, key)}\n`, 0o600);
  }

  async #text(): Promise<string> {
    return (await readTextIfThere(this.#path)) ?? '';
  }

  async #headText(): Promise<string | null> {
    return (await readTextIfThere(this.#headPath))?.trim() ?? null;
  }
}

/**
 * The head to go on from where an anchor knows of more lines: the chain begins behind them, and the gap shows for ever.
 */
function headAt({ count, last }: Anchor): LogHead {
  return { kind: 'salvor-logbook-head', version: 1, count, last, next: null };
}

function signerOfKey(key: Uint8Array): string {
  return fingerprintOf(ed25519.getPublicKey(key));
}

/** The head as it would be if the file told the truth. */
function headOf(lines: readonly ReadLine[]): LogHead {
  const count = Math.max(0, ...lines.map(({ entry }) => entry?.number ?? 0));
  return { kind: 'salvor-logbook-head', version: 1, count, last: lines.at(-1)?.hash ?? GENESIS, next: null };
}
