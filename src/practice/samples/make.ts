import { randomBytes } from 'node:crypto';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeKeyText } from '../../core/formats/fernet';
import { generateKeyPair, parsePublicKey } from '../../core/formats/site-key';
import { sealTspepk01 } from '../../core/formats/tspepk01';
import { archiveName } from '../store/names';
import { receive } from '../store/receive';
import type { Site, State } from '../store/state';
import { Store } from '../store/store';
import { frontendExport, portalExport } from './export';
import { type Media, sampleMedia } from './media';
import { type PlannedArchive, planArchives, SAMPLE_SITES, type SampleSite } from './plan';
import { PortalDatabase } from './portal-database';

const DAY = 86_400_000;

/** The file that holds a site's API key. */
export function apiKeyFile(folder: string, site: Pick<Site, 'slug'>): string {
  return join(folder, 'api-keys', `${site.slug}.txt`);
}

/**
 * Fills an empty folder: sites, their keys and API keys, fresh each time, and archives whose number and
 * peculiarities follow from the date alone. The state file comes last, so that a first start which was
 * interrupted is simply done again.
 *
 * @param atRest the key to store archives under; null stores them as they are
 */
export async function makeSamples(folder: string, now: Date, atRest: Buffer | null): Promise<Store> {
  const sites: Site[] = [];
  for (const sample of SAMPLE_SITES) sites.push(await makeSite(folder, sites.length + 1, sample));

  const state: State = { version: 1, port: null, nextId: 1, sites, rows: [] };
  const store = new Store(folder, state);
  await store.prepare();
  for (const [index, sample] of SAMPLE_SITES.entries()) {
    const site = sites[index];
    if (site !== undefined) await makeArchives(store, sample, site, now, atRest);
  }
  await store.save();
  return store;
}

async function makeSite(folder: string, id: number, sample: SampleSite): Promise<Site> {
  const { name, slug, requireE2ee, retention } = sample;
  await writeSecret(apiKeyFile(folder, sample), `tspb_${randomBytes(32).toString('base64url')}\n`);

  const keys: Site['keys'] = [];
  const makeKey = async (file: string, current: boolean) => {
    const pair = generateKeyPair();
    await writeSecret(join(folder, file), `${pair.privateText}\n`);
    keys.push({ fingerprint: pair.fingerprint, publicText: pair.publicText, file, current });
  };
  await makeKey(join('keys', `${slug}.key`), true);
  if (sample.rotatedDaysAgo !== null) await makeKey(join('keys', `${slug}-before-rotation.key`), false);
  return { id, name, slug, requireE2ee, retention, keys };
}

async function makeArchives(
  store: Store,
  sample: SampleSite,
  site: Site,
  now: Date,
  atRest: Buffer | null,
): Promise<void> {
  const began = now.getTime() - sample.nights * DAY;
  const credentialKey = makeKeyText();
  const allMedia = sampleMedia(sample.name);
  const path = store.arrival();
  const database = new PortalDatabase(path, sample.name, sample.host, credentialKey);
  try {
    for (const archive of planArchives(sample, now)) {
      const { createdAt, scope } = archive;
      const media = uploadedBy(allMedia, createdAt, now);
      let zip: AsyncIterable<Uint8Array>;
      if (scope === 'full') {
        database.live(createdAt, Math.floor((createdAt.getTime() - began) / DAY), media);
        zip = portalExport(sample, archive, {
          database: await database.bytes(archive.walHeader),
          media,
          credentialKey,
        });
      } else {
        zip = frontendExport(sample, archive);
      }
      const key = sealingKey(site, archive);
      const bytes = key === undefined ? zip : sealTspepk01(zip, parsePublicKey(key.publicText).raw);
      const received = await receive(bytes, store.arrival(), { limit: Number.POSITIVE_INFINITY, atRest });
      const fingerprint = archive.fingerprintKnown ? (key?.fingerprint ?? null) : null;
      const name = archiveName(scope, createdAt, key !== undefined);
      await store.add(site, received, { scope, name, note: archive.note, createdAt, fingerprint });
    }
  } finally {
    database.close();
    await rm(path, { force: true });
  }
}

function uploadedBy(media: readonly Media[], date: Date, now: Date): Media[] {
  return media.filter(({ daysAgo }) => now.getTime() - daysAgo * DAY <= date.getTime());
}

function sealingKey(site: Site, { sealedTo }: PlannedArchive): Site['keys'][number] | undefined {
  if (sealedTo === 'nobody') return undefined;
  return site.keys.find(({ current }) => current === (sealedTo === 'current'));
}

/** Writes a file that its owner alone may read, also where it stood there already. */
async function writeSecret(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, text, { mode: 0o600 });
  await chmod(path, 0o600);
}
