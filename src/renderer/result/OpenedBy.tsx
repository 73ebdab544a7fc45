import { Code } from '../base/controls/Data';
import { Fact } from '../base/controls/Facts';
import { useSay } from '../base/speech';

const DERIVATIONS = ['password-salt', 'salt-password', 'license-password', 'license-tenant-password'] as const;

/** The key that opened an archive, and how it was made, where there was one. */
export function OpenedBy({ keyFingerprint, derivation }: { keyFingerprint: string | null; derivation: string | null }) {
  const say = useSay();
  const known = DERIVATIONS.find((name) => name === derivation);
  return (
    <>
      {keyFingerprint !== null && (
        <Fact name={say('app.result.origin-key')}>
          <Code>{keyFingerprint}</Code>
        </Fact>
      )}
      {derivation !== null && (
        <Fact name={say('app.result.origin-derivation')}>
          {known === undefined ? <Code>{derivation}</Code> : say(`app.derivation.${known}`)}
        </Fact>
      )}
    </>
  );
}
