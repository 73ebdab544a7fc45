import { formatSize } from '../../shared/format/size';
import type { Destination } from '../../shared/ipc/destination-calls';
import { Action } from '../base/controls/Action';
import { Notice } from '../base/controls/Notice';
import { useNavigation } from '../base/navigation';
import { useSay } from '../base/speech';
import { useLeftoverFor, useLeftovers } from './leftover-store';

/** Tells that restores were interrupted, and leads to them; nothing where none was. */
export function LeftoverNotice() {
  const say = useSay();
  const { go } = useNavigation();
  const leftovers = useLeftovers((store) => store.leftovers) ?? [];
  if (leftovers.length === 0) return null;
  return (
    <Notice
      tone="note"
      title={say('leftovers.notice.title', { count: leftovers.length })}
      actions={<Action onPress={() => go({ at: 'leftovers' })}>{say('leftovers.notice.show')}</Action>}
    >
      <p>{say('leftovers.notice.text')}</p>
    </Notice>
  );
}

/** Before a restore: that a part of it is here, so that only the rest is fetched. */
export function GoesOn({ destination, sha256 }: { destination: Destination | null; sha256: string | null }) {
  const say = useSay();
  const leftover = useLeftoverFor(destination?.path);
  if (leftover === null || sha256 === null || leftover.archive.sha256 !== sha256) return null;
  return (
    <Notice tone="good" title={say('leftovers.goes-on.title', { have: formatSize(leftover.have) })}>
      <p>{say('leftovers.goes-on.text')}</p>
    </Notice>
  );
}

/** After a restore that ended without its file: what is kept of it. */
export function KeptNotice({ path }: { path: string }) {
  const say = useSay();
  const leftover = useLeftoverFor(path);
  if (leftover === null) return null;
  const { have, archive } = leftover;
  return (
    <Notice
      tone="good"
      title={say('leftovers.kept.title', { have: formatSize(have), whole: formatSize(archive.bytes) })}
    >
      <p>{say('leftovers.kept.text')}</p>
    </Notice>
  );
}
