import type { PartFile } from '../disk/part-file';
import { type FailureCode, SalvorError } from '../errors';
import type { KeptHead, LeftoverFacts } from '../leftovers/model';
import type { Leftovers, PartRecord } from '../leftovers/store';
import type { Target } from '../targets/target';
import type { Decryption } from './decrypt';
import { StopAndKeep } from './job';
import { type KeptPart, PartDamaged, requireSameKey } from './resumption';

/** Who looks after a part from its making to its end. */
export interface PartKeeper {
  /** How much of the plaintext is there already, in bytes. */
  readonly have: number;
  open(target: Target, decryption: Decryption): Promise<PartFile>;
  /** The part has its final name. */
  placed(): Promise<void>;
  /** The job has failed, or was cancelled: the part is removed, or left for later. */
  failed(part: PartFile, error: unknown): Promise<void>;
}

/** A part that is not recorded, and never kept. */
export const keepNothing: PartKeeper = {
  have: 0,
  open: (target) => target.createPart(),
  placed: async () => {},
  failed: (part) => part.discard(),
};

/**
 * After these the part is still good: what is missing can come later, on a better network, with space on the disk, with
 * a key that the server takes. All others say that the archive itself is not what it should be.
 */
const STILL_GOOD: ReadonlySet<FailureCode> = new Set([
  'connection-lost',
  'cut-short',
  'unreachable',
  'server-error',
  'not-now',
  'answer-too-slow',
  'proxy-unreachable',
  'proxy-refused',
  'web-server-sign-in',
  'archive-unavailable',
  'unauthorised',
  'tls-expired',
  'tls-not-yet-valid',
  'tls-self-signed',
  'tls-unknown-authority',
  'tls-wrong-host',
  'tls-failed',
  'redirect-refused',
  'not-a-backup-server',
  'broken-answer',
  'archive-not-found',
  'destination-exists',
  'destination-not-writable',
  'disk-full',
  'expands-beyond-disk',
  // A person may say yet that this is enough.
  'authentic-only',
  'file-unreadable',
  'unexpected',
]);

function isStillGood(error: unknown): boolean {
  if (error instanceof StopAndKeep) return true;
  if (error instanceof PartDamaged) return false;
  if (error instanceof SalvorError) return STILL_GOOD.has(error.failure.code);
  return !(error instanceof Error && error.name === 'AbortError');
}

/**
 * Writes down where a part is, so that it is found again after anything that ends this process. Where the data
 * folder cannot be written, the restore continues without: it is more important than its own interruption.
 *
 * @param headOf the archive's beginning, where what is written can go on later
 */
export class RecordedPart implements PartKeeper {
  readonly have = 0;
  readonly #leftovers: Leftovers;
  readonly #facts: LeftoverFacts;
  readonly #headOf: (decryption: Decryption) => KeptHead | null;
  #record: PartRecord | null = null;
  #head: KeptHead | null = null;

  constructor(leftovers: Leftovers, facts: LeftoverFacts, headOf: (decryption: Decryption) => KeptHead | null) {
    this.#leftovers = leftovers;
    this.#facts = facts;
    this.#headOf = headOf;
  }

  async open(target: Target, decryption: Decryption): Promise<PartFile> {
    this.#head = this.#headOf(decryption);
    this.#record = await this.#leftovers.begin(this.#facts).catch(() => null);
    const part = await target.createPart((path) => this.#note({ part: path }));
    await this.#note({ made: true, head: this.#head });
    return part;
  }

  async placed(): Promise<void> {
    await this.#record?.drop();
  }

  async failed(part: PartFile, error: unknown): Promise<void> {
    await endPart(part, this.#record, this.#head !== null && isStillGood(error));
  }

  async #note(change: Parameters<PartRecord['change']>[0]): Promise<void> {
    await this.#record?.change(change).catch(() => {
      this.#record = null;
    });
  }
}

/** Continues a part that was left, and looks after it in the same way. */
export class ContinuedPart implements PartKeeper {
  readonly have: number;
  readonly #kept: KeptPart;
  readonly #unlock: (decryption: Decryption) => void;
  #over = false;

  /** @param unlock is given the key before the part is opened, which by then is known to be the one that made it */
  constructor(kept: KeptPart, unlock: (decryption: Decryption) => void) {
    this.#kept = kept;
    this.#unlock = unlock;
    this.have = kept.have;
  }

  async open(target: Target, decryption: Decryption): Promise<PartFile> {
    await requireSameKey(this.#kept, decryption);
    this.#unlock(decryption);
    return target.continuePart(this.#kept.part, this.have);
  }

  async placed(): Promise<void> {
    this.#over = true;
    await this.#kept.record.drop();
  }

  async failed(part: PartFile, error: unknown): Promise<void> {
    this.#over = true;
    await endPart(part, this.#kept.record, isStillGood(error));
  }

  /** Lets go of a part that was not even opened, so that the next try finds it. */
  async release(): Promise<void> {
    if (!this.#over) await this.#kept.record.change({ owner: null }).catch(() => {});
  }
}

async function endPart(part: PartFile, record: PartRecord | null, keep: boolean): Promise<void> {
  if (record === null || !keep) {
    // One that may not be removed stays on the list, and must not hide why the restore failed.
    const removed = await part.discard().then(
      () => true,
      () => false,
    );
    await (removed ? record?.drop() : record?.change({ owner: null }).catch(() => {}));
    return;
  }
  await part.leave();
  await record.change({ owner: null }).catch(() => {});
}
