import type { Destination } from '../../shared/ipc/destination-calls';
import type { Archive } from '../base/client';
import { useSay } from '../base/speech';
import { Step } from './Step';

interface ReviewProps {
  archive: Archive;
  destination: Destination | null;
  keyFingerprint: string | null;
  /** Whether a passphrase was given. */
  passphrase: boolean;
  lacking: boolean;
}

/** What will happen, in the order in which it will, before anything is fetched. */
export function ReviewStep({ archive, destination, keyFingerprint, passphrase, lacking }: ReviewProps) {
  const say = useSay();
  const whole = archive.scope === 'full';
  const checks = archive.encrypted ? (whole ? 'sealAndDatabase' : 'seal') : whole ? 'database' : 'files';
  return (
    <Step number={3} title={say('app.review.title')} done={!lacking}>
      <ul className="plain-list">
        <li>
          {archive.encrypted
            ? say(passphrase ? 'app.review.decrypt-passphrase' : 'app.review.decrypt', { key: keyFingerprint })
            : say('app.review.fetch')}
        </li>
        <li>{say('app.review.prove', { checks })}</li>
        <li>{say('app.review.place', { name: destination?.name ?? null })}</li>
      </ul>
    </Step>
  );
}
