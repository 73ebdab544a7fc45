import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Failure, toFailure } from '../../src/core/errors';
import { Leftovers } from '../../src/core/leftovers/store';
import { type FetchRequest, fetchArchive } from '../../src/core/restore/fetch';
import type { Patience } from '../../src/core/restore/retry';
import type { PracticeSite } from '../../src/practice/server';
import type { FaultProxy } from '../../test-support/fault-proxy';
import type { WholeBackup } from '../../test-support/listing';
import type { TestPractice } from '../../test-support/practice';
import { quietContext } from './opening';

/** How a fetch ended: the bytes under the final name, or why there are none. */
export type Fetched = { readonly placed: Buffer } | { readonly failure: Failure };

/**
 * One archive of the practice server, fetched through a proxy to a folder of its own, with a data folder of its own.
 */
export class Fetching {
  readonly folder: string;
  readonly #request: FetchRequest;
  readonly #leftovers: Leftovers;

  private constructor(folder: string, leftovers: Leftovers, request: FetchRequest) {
    this.folder = folder;
    this.#leftovers = leftovers;
    this.#request = request;
  }

  /** @param within an existing folder @param backup its id, or 'latest' */
  static async of(
    within: string,
    practice: TestPractice,
    proxy: FaultProxy,
    site: PracticeSite,
    backup: WholeBackup,
  ): Promise<Fetching> {
    const folder = join(within, 'destination');
    await mkdir(folder);
    return new Fetching(folder, new Leftovers(join(within, 'data')), {
      address: { url: proxy.url(practice.url), allowHttp: true, authorities: [] },
      apiKey: site.apiKey,
      archive: backup.id,
      scope: null,
      key: backup.client_encrypted ? await practice.privateKey(site, backup.e2ee_fingerprint ?? undefined) : null,
      destination: join(folder, 'import.zip'),
      overwrite: false,
      expectedFingerprint: null,
    });
  }

  async run(patience: Patience): Promise<Fetched> {
    try {
      await fetchArchive({ ...this.#request, patience }, { ...quietContext(), leftovers: this.#leftovers });
      return { placed: await readFile(this.#request.destination) };
    } catch (error) {
      return { failure: toFailure(error) };
    }
  }

  /** Files in the destination's folder that are neither the result nor told by the list of left-overs. */
  async unlisted(): Promise<string[]> {
    const listed = new Set((await this.#leftovers.list()).map(({ part }) => part));
    return (await readdir(this.folder)).filter((name) => !listed.has(join(this.folder, name)));
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
