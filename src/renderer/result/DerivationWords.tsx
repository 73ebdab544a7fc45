import { Code } from '../base/controls/Data';
import { useSay } from '../base/speech';

const DERIVATIONS = ['password-salt', 'salt-password', 'license-password', 'license-tenant-password'] as const;

/** Which of several ways of making the key opened the archive. */
export function DerivationWords({ derivation }: { derivation: string }) {
  const say = useSay();
  const known = DERIVATIONS.find((name) => name === derivation);
  return known === undefined ? <Code>{derivation}</Code> : <>{say(`app.derivation.${known}`)}</>;
}
