import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ed25519 } from '@noble/curves/ed25519.js';
import { installationKey } from '../../core/custody/logbook/installation-key';
import { unwritable } from '../../core/disk/disk-trouble';
import { readText } from '../../core/disk/read-file';
import { writeWhole } from '../../core/disk/whole-file';
import type { DrillReport } from '../../core/drill/model';
import { type CheckedReport, checkReport, signReport } from '../../core/drill/signature';
import { failed } from '../../core/errors';
import { fingerprintOf } from '../../core/formats/site-key';
import type { DrillRecord } from '../../shared/ipc/drill-calls';

/** A job's name is the file's name: nothing that leads elsewhere may pass for one. */
const JOB = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ENDING = '.json';

export interface PastDrill {
  job: string;
  record: DrillRecord;
}

/** The signed reports of this installation's drills, one file each. */
export class DrillHistory {
  readonly #home: string;
  readonly #folder: string;

  /** @param home the folder of the installation: its signing key is there, and the reports in a folder below */
  constructor(home: string) {
    this.#home = home;
    this.#folder = join(home, 'reports');
  }

  /** Signs a report and keeps it. @throws destination-not-writable, file-unreadable where the signing key is damaged */
  async add(job: string, report: DrillReport): Promise<DrillRecord> {
    const path = this.#path(job);
    const key = await installationKey(this.#home);
    await mkdir(this.#folder, { recursive: true, mode: 0o700 }).catch(unwritable(this.#folder));
    await writeWhole(path, `${JSON.stringify(signReport(report, key), null, 2)}\n`, 0o600);
    return { report, signer: fingerprintOf(ed25519.getPublicKey(key)) };
  }

  /**
   * Newest first. A file that was altered, or that another installation signed, is evidence of nothing and left out.
   */
  async list(): Promise<PastDrill[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const jobs = names.filter((name) => name.endsWith(ENDING)).map((name) => name.slice(0, -ENDING.length));
    const own = jobs.length === 0 ? null : await this.#signer();
    const found: PastDrill[] = [];
    for (const job of jobs) {
      const checked = JOB.test(job) ? await this.#checked(job).catch(() => null) : null;
      if (checked !== null && checked.signer === own)
        found.push({ job, record: { report: checked.report, signer: checked.signer } });
    }
    return found.toSorted((a, b) => Date.parse(b.record.report.begun) - Date.parse(a.record.report.begun));
  }

  /**
   * One report, checked, with the text of its file.
   *
   * @throws file-unreadable, report-unreadable, report-altered, report-other-signer
   */
  async find(job: string): Promise<CheckedReport & { text: string }> {
    const checked = await this.#checked(job);
    const own = await this.#signer();
    if (checked.signer !== own) throw failed('report-other-signer', { expected: own, actual: checked.signer });
    return checked;
  }

  async #checked(job: string): Promise<CheckedReport & { text: string }> {
    const path = this.#path(job);
    const text = await readText(path);
    return { ...checkReport(text), text };
  }

  async #signer(): Promise<string> {
    return fingerprintOf(ed25519.getPublicKey(await installationKey(this.#home)));
  }

  #path(job: string): string {
    if (!JOB.test(job)) throw failed('unexpected', { detail: 'a drill that is not known' });
    return join(this.#folder, `${job}${ENDING}`);
  }
}
