// oxlint-disable jsx-a11y/prefer-tag-over-role -- rows that are placed one by one cannot be a table's, and the roles say the same
import { Globe, History, KeyRound, LockOpen, Server } from 'lucide-react';
import { type CSSProperties, memo } from 'react';
import { formatAge } from '../../shared/format/age';
import { formatShortDay, formatTime } from '../../shared/format/dates';
import type { Archive } from '../base/client';
import { Code, Data } from '../base/controls/Data';
import { useSay } from '../base/speech';
import { useKeys } from '../jobs/key-store';
import { useVaultKey } from '../vault/vault-store';
import { momentWords, oddWords, scopeWords, sizeWords } from './scope';

interface ArchiveRowProps {
  id: string;
  /** Its number among all lines of the list, from 1 on. */
  index: number;
  /** Its position. */
  style: CSSProperties;
  selected: boolean;
  archive: Archive;
  present: string | null;
  now: number;
  /** The row is under no day, so it says the day itself. */
  dated: boolean;
}

/** One archive: when, what, how large, which tiers keep it, and which key opens it. */
export const ArchiveRow = memo(function ArchiveRow({
  id,
  index,
  style,
  selected,
  archive,
  present,
  now,
  dated,
}: ArchiveRowProps) {
  const say = useSay();
  const scope = scopeWords(say, archive.scope);
  const moment = momentWords(say, archive);
  const odd = oddWords(say, archive);
  const ScopeIcon = archive.scope === 'full' ? Server : Globe;
  return (
    // It is reached by the arrow keys through the grid, which has the focus.
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus
    <div
      id={id}
      role="row"
      data-archive={archive.id}
      className={dated ? 'archive archive-dated' : 'archive'}
      style={style}
      aria-label={odd === '' ? `${moment} ${scope}` : `${moment} ${scope}, ${say('app.archives.odd', { fields: odd })}`}
      aria-rowindex={index}
      aria-selected={selected}
    >
      <span role="gridcell" className={dated ? 'archive-time archive-time-dated' : 'archive-time'}>
        {archive.createdAt !== null && dated && <Data>{formatShortDay(archive.createdAt)}</Data>}
        <Data title={moment}>{archive.createdAt === null ? '–' : formatTime(archive.createdAt)}</Data>
      </span>
      <span role="gridcell" className="archive-what">
        <span className="archive-scope">
          <ScopeIcon size={16} />
          {scope}
          {archive.tiers.map((tier) => (
            <span key={tier} className="tier">
              {say(`app.tier.${tier}`)}
            </span>
          ))}
        </span>
        <span className="archive-name">
          {odd !== '' && <strong>{say('app.archives.odd', { fields: odd })} </strong>}
          <Data title={archive.name}>
            {(archive.note ?? '') === '' ? archive.name : `${archive.note} · ${archive.name}`}
          </Data>
        </span>
      </span>
      <span role="gridcell" className="archive-size">
        <Data>{sizeWords(say, archive)}</Data>
        <span className="archive-age">
          <Data title={moment}>{archive.createdAt === null ? '' : formatAge(archive.createdAt, now)}</Data>
        </span>
      </span>
      <span role="gridcell" className="archive-key">
        <NeededKey archive={archive} present={present} />
      </span>
    </div>
  );
}, sameRow);

/** The position is a new object each time, and mostly the same. */
function sameRow({ style: one, ...before }: ArchiveRowProps, { style: other, ...now }: ArchiveRowProps): boolean {
  if (one.top !== other.top) return false;
  return (Object.keys(now) as (keyof typeof now)[]).every((name) => before[name] === now[name]);
}

/** Which key opens an archive, and whether it is the site's present one, an older one, or at hand. */
function NeededKey({ archive, present }: { archive: Archive; present: string | null }) {
  const say = useSay();
  const needed = archive.keyFingerprint;
  const inVault = useVaultKey(needed) !== null;
  const held = useKeys(({ held }) => held.some(({ fingerprint }) => fingerprint === needed)) || inVault;
  if (!archive.encrypted) {
    return (
      <span className="key-kind">
        <LockOpen size={14} /> {say(archive.encrypted === null ? 'app.archives.key.unsaid' : 'app.archives.key.none')}
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
