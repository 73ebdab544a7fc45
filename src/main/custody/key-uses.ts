import type { DrillReport } from '../../core/drill/model';
import type { Outcome } from '../../core/errors';
import type { RestoreResult } from '../../core/restore/model';
import type { DrillRecord, SecretTokens } from '../../shared/ipc/contract';
import type { RestoreListener } from '../jobs/job-runner';
import type { VaultSession } from './vault-session';

/** Which entries of the vault each running job was given, and what it opens by them. */
interface Use {
  readonly what: string;
  readonly entries: readonly string[];
}

/** Notes in the vault what its keys have opened. A vault that is locked by then learns nothing: it is no failure. */
export class KeyUses {
  readonly #room: VaultSession;
  /** The entry behind each token that was handed out of the vault. */
  readonly #entries = new Map<string, string>();
  readonly #uses = new Map<string, Use>();

  constructor(room: VaultSession) {
    this.#room = room;
  }

  /** Remembers that `token` stands for an entry. */
  handedOut(token: string, entry: string): void {
    this.#entries.set(token, entry);
  }

  /**
   * @param what the site or archive that the job opens @param secrets of a file; a key from the listing is known by its
   * fingerprint
   */
  begun(job: string, what: string, secrets: SecretTokens | null): void {
    const tokens = secrets === null ? [] : [secrets.passphrase, ...secrets.databasePasswords, secrets.licenseKey];
    const entries = tokens.flatMap((token) => this.#entries.get(token ?? '') ?? []);
    this.#uses.set(job, { what, entries });
  }

  /** Listens to the jobs, and passes all of it on. */
  listening(to: RestoreListener): RestoreListener {
    return {
      ...to,
      ended: (job, outcome) => {
        to.ended(job, outcome);
        this.#restored(job, outcome);
      },
      drilled: (job, outcome) => {
        to.drilled(job, outcome);
        this.#drilled(job, outcome);
      },
      listed: (job, index, drill, outcome) => {
        to.listed(job, index, drill, outcome);
        this.#drilled(job, outcome);
      },
    };
  }

  #restored(job: string, outcome: Outcome<RestoreResult>): void {
    const use = this.#uses.get(job);
    this.#uses.delete(job);
    if (outcome.ok)
      void this.#note(use?.what ?? outcome.value.archive.name, use?.entries ?? [], outcome.value.keyFingerprint);
  }

  #drilled(job: string, outcome: Outcome<DrillRecord>): void {
    if (!outcome.ok || outcome.value.report.outcome.verdict === 'failed') return;
    const { report } = outcome.value;
    void this.#note(
      this.#uses.get(job)?.what ?? nameOf(report),
      this.#uses.get(job)?.entries ?? [],
      report.archive?.keyFingerprint ?? null,
    );
  }

  async #note(what: string, entries: readonly string[], fingerprint: string | null): Promise<void> {
    if (!this.#room.isOpen) return;
    const byKey = this.#room.vault
      .entries()
      .filter((entry) => entry.kind === 'site-key' && entry.fingerprint === fingerprint);
    const used = new Set([...entries, ...byKey.map(({ id }) => id)]);
    try {
      for (const id of used) await this.#room.vault.noteOpened(id, what.slice(0, 300));
    } catch {
      // Locked or removed in this very moment.
    }
    if (used.size > 0) this.#room.changed();
  }
}

function nameOf({ origin, archive }: DrillReport): string {
  if (origin.kind === 'server' && origin.site !== '') return origin.site;
  return archive?.name ?? (origin.kind === 'server' ? origin.url : origin.path);
}
