import { useSay } from '../app/speech';
import { GivenSecret } from './GivenSecret';
import type { Given } from './given';
import { SecretEntry } from './SecretEntry';

/** Asks for a license key of ProxPanel, of which a backup's own key may have been made. */
export function LicenseKey({
  given,
  label,
  onChange,
}: {
  given: Given;
  label: string;
  onChange: (given: Given) => void;
}) {
  const say = useSay();
  if (given.licenseKey === null)
    return (
      <SecretEntry kind="license-key" label={label} onSecret={(licenseKey) => onChange({ ...given, licenseKey })} />
    );
  return (
    <GivenSecret
      secret={given.licenseKey}
      dropWords={say('app.secret.remove-license')}
      onDrop={() => onChange({ ...given, licenseKey: null })}
    >
      {say('app.secret.license-given')}
    </GivenSecret>
  );
}
