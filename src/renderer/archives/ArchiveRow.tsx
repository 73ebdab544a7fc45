import { Globe, History, KeyRound, LockOpen, Server } from 'lucide-react';
import { GridListItem } from 'react-aria-components';
import { formatAge } from '../../shared/format/age';
import { formatMoment, formatShortDay, formatTime } from '../../shared/format/dates';
import { formatSize } from '../../shared/format/size';
import { useSay } from '../app/speech';
import type { Archive } from '../client';
import { Code, Data } from '../controls/Data';
import { useVaultKey } from '../keys/vault-store';
import { useKeys } from '../prepare/key-store';
import { scopeWords } from './scope';

interface ArchiveRowProps {
  id: string;
  archive: Archive;
  present: string | null;
  now: number;
  /** The row stands under no day, so it says the day itself. */
  dated: boolean;
}

/** One archive: when, what, how large, kept by which tiers, and which key opens it. */
export function ArchiveRow({ id, archive: { backup, tiers }, present, now, dated }: ArchiveRowProps) {
  const say = useSay();
  const scope = scopeWords(say, backup.scope);
  const moment = formatMoment(backup.created_at);
  const ScopeIcon = backup.scope === 'full' ? Server : Globe;
  return (
    <GridListItem id={id} className="archive" textValue={`${moment} ${scope}`}>
      <span className={dated ? 'archive-time archive-time-dated' : 'archive-time'}>
        {dated && <Data>{formatShortDay(backup.created_at)}</Data>}
        <Data title={moment}>{formatTime(backup.created_at)}</Data>
      </span>
      <span className="archive-what">
        <span className="archive-scope">
          <ScopeIcon size={16} />
          {scope}
          {tiers.map((tier) => (
            <span key={tier} className="tier">
              {say(`app.tier.${tier}`)}
            </span>
          ))}
        </span>
        <span className="archive-name">
          <Data title={backup.name}>{(backup.note ?? '') === '' ? backup.name : `${backup.note} · ${backup.name}`}</Data>
        </span>
      </span>
      <span className="archive-size">
        <Data>{formatSize(backup.size)}</Data>
        <span className="archive-age">
          <Data title={moment}>{formatAge(backup.created_at, now)}</Data>
        </span>
      </span>
      <span className="archive-key">
        <NeededKey archive={{ backup, tiers }} present={present} />
      </span>
    </GridListItem>
  );
}

/** Which key opens an archive, and whether it is the site's present one, an older one, or at hand. */
function NeededKey({ archive: { backup }, present }: { archive: Archive; present: string | null }) {
  const say = useSay();
  const needed = backup.e2ee_fingerprint;
  const inVault = useVaultKey(needed) !== null;
  const held = useKeys(({ held }) => held.some(({ fingerprint }) => fingerprint === needed)) || inVault;
  if (!backup.client_encrypted) {
    return (
      <span className="key-kind">
        <LockOpen size={14} /> {say('app.archives.key.none')}
      </span>
    );
  }
  const older = needed !== null && needed !== present;
  const Icon = older ? History : KeyRound;
  const words = inVault
    ? 'keys.archive.held'
    : held
      ? 'app.archives.key.held'
      : needed === null
        ? 'app.archives.key.unknown'
        : older
          ? 'app.archives.key.older'
          : 'app.archives.key.present';
  return (
    <>
      <span className={older && !held ? 'key-kind key-older' : 'key-kind'}>
        <Icon size={14} /> {say(words)}
      </span>
      {needed !== null && <Code>{needed}</Code>}
    </>
  );
}
