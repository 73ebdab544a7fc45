import { EyeOff } from 'lucide-react';
import type { RecoveryView } from '../../../shared/ipc/recovery-calls';
import { useSay } from '../../base/speech';

/** Between two custodians: the one puts the card away, and the other is asked for. */
export function Veil({ view }: { view: RecoveryView }) {
  const say = useSay();
  const given = new Set(view.cards.map(({ index }) => index));
  const others = view.set?.holders.filter(({ index }) => !given.has(index)) ?? [];
  return (
    <section className="recover-veil" aria-labelledby="recover-veil">
      <EyeOff size={32} strokeWidth={1.5} className="recover-veil-sign" />
      <h2 id="recover-veil" className="section-title">
        {say('recover.veil.title')}
      </h2>
      <p>{say('recover.veil.text')}</p>
      {others.length > 0 && (
        <>
          <p>{say('recover.veil.who')}</p>
          <ul className="plain-list">
            {others.map(({ index, custodian }) => (
              <li key={index}>{say('recover.veil.holder', { index, custodian })}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
