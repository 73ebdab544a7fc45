import { basename } from 'node:path';
import type { SecretTokens } from '../../../shared/ipc/contract';
import type { KeyUses } from '../../custody/key-uses';
import type { OpenedFiles } from '../../files/opened-files';
import type { Servers } from '../../sources/servers';
import type { Handlers } from '../ipc';

type Starts = Pick<Handlers, 'restore.start' | 'open.start' | 'drill.start'>;

/** The same calls, which also tell what each job opens and by which secrets of the vault. */
export function notingUses(starts: Starts, uses: KeyUses, servers: Servers, files: OpenedFiles): Starts {
  const fileName = (token: string) => basename(files.find(token).path);
  return {
    'restore.start': async (input) => {
      const started = await starts['restore.start'](input);
      uses.begun(started.job, servers.site(input.server).siteName, passphraseAlone(input.passphrase ?? null));
      return started;
    },
    'open.start': async (input) => {
      const started = await starts['open.start'](input);
      uses.begun(started.job, fileName(input.file), input.secrets);
      return started;
    },
    'drill.start': async (input) => {
      const started = await starts['drill.start'](input);
      const { target } = input;
      if (target.kind === 'file') uses.begun(started.job, fileName(target.file), target.secrets);
      else uses.begun(started.job, servers.site(target.server).siteName, passphraseAlone(target.passphrase ?? null));
      return started;
    },
  };
}

/** A key of an archive on a server is known by its fingerprint, a passphrase by its token alone. */
function passphraseAlone(passphrase: string | null): SecretTokens {
  return { key: null, passphrase, databasePasswords: [], licenseKey: null, tenantId: null };
}
