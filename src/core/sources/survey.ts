import { failed } from '../errors';
import { parsePublicKey } from '../formats/site-key';
import type { Backup, Ping, Tier, UnreadableRow } from './model';
import { keptBy } from './retention';
import { BackupServer, type ServerAddress } from './ts-pro-backup/client';

/** A site at a glance: who it is, which key its archives are made for today, and what stands there. */
export interface SiteSurvey {
  ping: Ping;
  /** Of the site's present public key; null where it has none. */
  fingerprint: string | null;
  archives: { backup: Backup; tiers: Tier[] }[];
  /** Entries of the server's list that cannot be named. */
  unreadable: UnreadableRow[];
  /** Host and port of the proxy on the way, which this machine's environment names; null where there is none. */
  proxy: string | null;
}

/** Pings the server and lists the site's archives, newest first, each with the retention tiers that keep it. */
export async function surveySite(address: ServerAddress, apiKey: string, signal?: AbortSignal): Promise<SiteSurvey> {
  const server = new BackupServer(address, apiKey);
  try {
    const ping = await server.ping(signal);
    const { backups, unreadable } = await server.list(undefined, signal);
    const tiers = ping.retention === null ? new Map<string, Tier[]>() : keptBy(backups, ping.retention);
    return {
      ping,
      fingerprint: siteFingerprint(ping, server.host),
      archives: newestFirst(backups).map((backup) => ({ backup, tiers: tiers.get(backup.id) ?? [] })),
      unreadable,
      proxy: server.proxy,
    };
  } finally {
    await server.close();
  }
}

/** The fingerprint of the site's present key. @throws broken-answer where the key cannot be read */
export function siteFingerprint(ping: Ping, host: string): string | null {
  if (ping.e2ee_public_key === null) return null;
  try {
    return parsePublicKey(ping.e2ee_public_key).fingerprint;
  } catch (cause) {
    throw failed('broken-answer', { host, reason: 'e2ee_public_key' }, cause);
  }
}

/** ISO 8601 in UTC sorts by time as text; equal times keep the server's order. An archive without a date comes last. */
export function newestFirst(backups: readonly Backup[]): Backup[] {
  const dates = (backup: Backup) => backup.created_at ?? '';
  return [...backups].sort((a, b) => (dates(a) < dates(b) ? 1 : dates(a) > dates(b) ? -1 : 0));
}
