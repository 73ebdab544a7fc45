import { type FaultProxy, startFaultProxy } from '../../test-support/fault-proxy';
import type { WholeBackup } from '../../test-support/listing';
import { startTestPractice, type TestPractice } from '../../test-support/practice';

/** A backup server that a person connects by hand, with a proxy before it in which things go wrong. */
export interface Backend {
  readonly practice: TestPractice;
  readonly proxy: FaultProxy;
  /** Address and API key of the site whose key was rotated once. */
  readonly connection: { readonly url: string; readonly apiKey: string };
  readonly fingerprint: string;
  /** Archives of that site, newest first. */
  readonly archives: readonly WholeBackup[];
  /** The newest archive of the whole site. */
  readonly newest: WholeBackup;
  /** The newest whole-site archive from before the rotation. */
  readonly older: WholeBackup;
  /** The newest archive of the public site alone. */
  readonly frontend: WholeBackup;
  close(): Promise<void>;
}

export async function startBackend(): Promise<Backend> {
  const practice = await startTestPractice();
  const proxy = await startFaultProxy(practice.url);
  const { harbour } = practice;
  const archives = await practice.backups(harbour);
  const first = (wanted: (backup: WholeBackup) => boolean): WholeBackup => {
    const found = archives.find(wanted);
    if (found === undefined) throw new Error('the practice server has archives of every kind');
    return found;
  };
  return {
    practice,
    proxy,
    connection: { url: proxy.url(practice.url), apiKey: harbour.apiKey },
    fingerprint: harbour.fingerprint,
    archives,
    newest: first(({ scope }) => scope === 'full'),
    older: first(
      ({ scope, e2ee_fingerprint: needed }) => scope === 'full' && needed !== null && needed !== harbour.fingerprint,
    ),
    frontend: first(({ scope }) => scope === 'frontend'),
    close: async () => {
      await proxy.close();
      await practice.close();
    },
  };
}
