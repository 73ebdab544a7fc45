import { failed } from '../../../core/errors';
import type { Keys } from '../../custody/keys';
import type { Practice, PracticeSite } from '../../sources/practice-host';
import type { Handlers } from '../ipc';

type PracticeCalls = Pick<Handlers, 'practice.kit' | 'practice.useKey'>;

/** What the practice server's console would show and its key files hold. `running` is null where there is none. */
export function practiceCalls(running: Promise<Practice | null>, keys: Keys): PracticeCalls {
  const site = async (): Promise<{ folder: string; site: PracticeSite }> => {
    const practice = await running;
    const first = practice?.sites[0];
    if (!practice || first === undefined) throw failed('unexpected', { detail: 'the practice server is not running' });
    return { folder: practice.folder, site: first };
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
