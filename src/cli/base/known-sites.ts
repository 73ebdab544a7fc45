import { join } from 'node:path';
import { z } from 'zod';
import { withFileLock } from '../../core/disk/file-lock';
import { readTextIfThere } from '../../core/disk/read-file';
import { writeWhole } from '../../core/disk/whole-file';
import { failed, SalvorError } from '../../core/errors';
import type { Site } from '../../core/sources/model';
import { explain } from '../../shared/messages/catalogue';
import { dataFolder } from './data-folder';
import { wrap } from './layout';
import type { Session } from './session';

const NAME = 'known-sites.json';
/** Which sites are backed up is for this user alone to know. */
const MODE = 0o600;

const fileSchema = z.object({
  version: z.literal(1),
  sites: z.array(
    z.object({ url: z.string(), siteId: z.string(), siteName: z.string(), fingerprint: z.string(), since: z.string() }),
  ),
});
type KnownSites = z.infer<typeof fileSchema>;

/**
 * Remembers the fingerprint that a site had when this machine first used it, and stops where it has another one.
 *
 * @param confirmed whether a person gave the present fingerprint with `--fingerprint`, so that it replaces what is
 * remembered
 * @param quiet holds back the word that a site was met for the first time
 * @throws fingerprint-changed; site-has-no-key where it had one; file-unreadable where what is remembered cannot be
 * read
 */
export async function meetSite(
  session: Session,
  url: string,
  site: Site,
  fingerprint: string | null,
  { confirmed, quiet }: { readonly confirmed: boolean; readonly quiet: boolean },
): Promise<void> {
  const { say, terminal } = session;
  const path = join(dataFolder(), NAME);
  const present = { url, siteId: site.id, siteName: site.name };
  const isSame = (other: { url: string; siteId: string }) => other.url === url && other.siteId === present.siteId;
  const known = (await read(path)).sites.find(isSame);
  if (known !== undefined && known.fingerprint !== fingerprint && !confirmed) {
    if (fingerprint === null) throw failed('site-has-no-key', { site: site.name });
    throw failed('fingerprint-changed', { site: site.name, before: known.fingerprint, now: fingerprint });
  }
  if (fingerprint === null || known?.fingerprint === fingerprint) return;
  try {
    await withFileLock(`${path}.lock`, async () => {
      const others = (await read(path)).sites.filter((other) => !isSame(other));
      const sites: KnownSites['sites'] = [...others, { ...present, fingerprint, since: new Date().toISOString() }];
      await writeWhole(path, `${JSON.stringify({ version: 1, sites } satisfies KnownSites, null, 2)}\n`, MODE);
    });
  } catch (error) {
    if (!(error instanceof SalvorError)) throw error;
    return terminal.note(wrap(say('cli.site.not-remembered', { reason: explain(say, error.failure).happened })));
  }
  if (!confirmed && !quiet) await terminal.note(wrap(say('cli.site.met', { site: site.name, fingerprint })));
}

async function read(path: string): Promise<KnownSites> {
  const text = await readTextIfThere(path);
  if (text === null) return { version: 1, sites: [] };
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch (cause) {
    // Starting afresh would forget in silence what a person relies on.
    throw failed('file-unreadable', { path, reason: 'JSON' }, cause);
  }
}
