import { failed } from '../../../core/errors';
import type { Keys } from '../../custody/keys';
import type { Practice, PracticeSite } from '../../sources/practice-host';
import type { HandlersOf } from '../ipc';

interface Parts {
  practice: Promise<Practice | null>;
  keys: Keys;
}

/** What the practice server's console would show and its key files hold. `practice` is null where there is none. */
export function practiceCalls({ practice, keys }: Parts): HandlersOf<'practice'> {
  const site = async (): Promise<{ folder: string; site: PracticeSite }> => {
    const running = await practice;
    const first = running?.sites[0];
    if (!running || first === undefined) throw failed('unexpected', { detail: 'the practice server is not running' });
    return { folder: running.folder, site: first };
  };

  return {
    'practice.kit': async () => {
      const {
        folder,
        site: { fingerprint, keys: known },
      } = await site();
      return { fingerprint, folder, keys: known };
    },
    'practice.useKey': async ({ fingerprint }) => {
      const {
        site: { keys: known },
      } = await site();
      const key = known.find((candidate) => candidate.fingerprint === fingerprint);
      if (key === undefined) throw failed('key-needed', {});
      return keys.holdFile(key.file, false);
    },
  };
}
