import { useSay } from '../base/speech';
import type { Given } from '../jobs/given';
import { GivenSecret } from '../prepare/GivenSecret';
import { SecretEntry } from '../prepare/SecretEntry';

/** Asks for a license key of ProxPanel, from which a backup's own key may have been made. */
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
