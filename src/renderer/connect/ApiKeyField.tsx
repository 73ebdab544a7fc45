import { isApiKey, knownSecret } from '../../core/known-secret';
import type { Failure } from '../base/client';
import { SecretField } from '../base/controls/SecretField';
import { useSession } from '../base/session-store';
import { useSay } from '../base/speech';

interface ApiKeyProps {
  value: string;
  onChange: (value: string) => void;
  /** Something else was put in here; it is out of the field already. */
  onOther: (failure: Failure) => void;
  placeholder: string;
}

/**
 * The field for an API key. What plainly is something else, such as the private key, is taken out as soon as it is
 * pasted: it leaves the window in no direction.
 */
export function ApiKeyField({ value, onChange, onOther, placeholder }: ApiKeyProps) {
  const say = useSay();
  const keystore = useSession(({ state }) => state?.keystore);
  const take = (text: string) => {
    const other = otherThanApiKey(text);
    if (other === null) return onChange(text);
    onChange('');
    onOther(other);
  };
  return (
    <SecretField
      label={say('app.connect.api-key')}
      value={value}
      onChange={take}
      placeholder={placeholder}
      description={say(keystore === 'real' ? 'app.connect.api-key-stored' : 'app.connect.api-key-held')}
    />
  );
}

/** What was put into the field while it may still be typed on: a failure where it can be no API key any more. */
function otherThanApiKey(text: string): Failure | null {
  const given = knownSecret(text);
  return given === null || given === 'apiKey' || given === 'words'
    ? null
    : { code: 'api-key-malformed', params: { given } };
}

/** Why a whole text is not sent as an API key, before the main process is asked; null where it may be. */
export function apiKeyRefusal(text: string): Failure | null {
  const key = text.trim();
  return isApiKey(key) ? null : { code: 'api-key-malformed', params: { given: knownSecret(key) ?? 'other' } };
}
