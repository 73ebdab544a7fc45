import type { DrillReport } from '../../core/drill/model';
import type { Outcome } from '../../core/errors';
import type { RestoreResult } from '../../core/restore/model';
import type { DrillRecord } from '../../shared/ipc/drill-calls';
import type { SecretTokens } from '../../shared/ipc/secret-calls';
import type { JobListener } from '../jobs/job-runner';
import type { VaultSession } from './vault-session';

/** Which entries of the vault each running job was given, and what it opens by them. */
interface Use {
  readonly what: string;
  readonly entries: readonly string[];
}

/** Notes in the vault what its keys have opened. A vault that is locked by then learns nothing: it is no failure. */
export class KeyUses {
  readonly #vaultSession: VaultSession;
  /** The entry behind each token that was handed out of the vault. */
  readonly #entries = new Map<string, string>();
  readonly #uses = new Map<string, Use>();

  constructor(vaultSession: VaultSession) {
    this.#vaultSession = vaultSession;
  }

  /** Remembers which entry `token` is for. */
  handedOut(token: string, entry: string): void {
    this.#entries.set(token, entry);
  }

  /**
   * @param what the site or archive that the job opens
   * @param given its secrets by their tokens; a key is known by its fingerprint
   */
  begun(job: string, what: string, given: Partial<SecretTokens>): void {
    const { passphrase, databasePasswords = [], licenseKey } = given;
    const entries = [passphrase, ...databasePasswords, licenseKey].flatMap(
      (token) => this.#entries.get(token ?? '') ?? [],
    );
    this.#uses.set(job, { what, entries });
  }

  /** Listens to the jobs, and passes all of it on. */
  listening(to: JobListener): JobListener {
    return {
      ...to,
      drilled: (job, index, drill, outcome) => {
        to.drilled(job, index, drill, outcome);
        this.#drilled(job, outcome);
      },
      ended: (job, end) => {
        to.ended(job, end);
        if (end.kind === 'restore') this.#restored(job, end.outcome);
        else if (end.kind === 'drill') this.#drilled(job, end.outcome);
        this.#uses.delete(job);
      },
    };
  }

  #restored(job: string, outcome: Outcome<RestoreResult>): void {
    const use = this.#uses.get(job);
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
    if (!this.#vaultSession.isOpen) return;
    const byKey = this.#vaultSession.vault
      .entries()
      .filter((entry) => entry.kind === 'site-key' && entry.fingerprint === fingerprint);
    const used = new Set([...entries, ...byKey.map(({ id }) => id)]);
    try {
      for (const id of used) await this.#vaultSession.vault.noteOpened(id, what.slice(0, 300));
    } catch {
      // Locked or removed in this very moment.
    }
    if (used.size > 0) this.#vaultSession.changed();
  }
}

function nameOf({ origin, archive }: DrillReport): string {
  if (origin.kind === 'server' && origin.site !== '') return origin.site;
  return archive?.name ?? (origin.kind === 'server' ? origin.url : origin.path);
}
