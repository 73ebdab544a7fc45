import { useId } from 'react';
import { stepWords } from '../../../shared/escrow/words';
import type { SetView } from '../../../shared/ipc/register-calls';
import { Action } from '../../base/controls/Action';
import { Code, Data } from '../../base/controls/Data';
import { useNavigation } from '../../base/navigation';
import { useSay } from '../../base/speech';
import { Losses } from './Losses';
import { ShareTable } from './ShareTable';

/** A set that is in use, as the overview shows it: the key first, then its state, then who holds it. */
export function SetCard({ set }: { set: SetView }) {
  const say = useSay();
  const { go } = useNavigation();
  const id = useId();
  const { next } = set.standing;
  return (
    <section aria-labelledby={id} className="escrow-set">
      <header className="escrow-set-head">
        <h2 id={id} className="section-title">
          <Data>{set.secrets.map(({ label }) => label).join(', ')}</Data>
        </h2>
        <p className="escrow-set-name">
          {set.secrets.map(({ fingerprint }) => (
            <Code key={fingerprint}>{fingerprint}</Code>
          ))}
          <span>{say('escrow.set.name', { set: set.name })}</span>
        </p>
        <Action
          kind="quiet"
          onPress={() => go({ at: 'escrow-set', set: { set: set.set, generation: set.generation } })}
        >
          {say('escrow.set.open')}
        </Action>
      </header>
      <Losses standing={set.standing} />
      <ShareTable set={set} />
      {next.kind !== 'none' && (
        <p className="escrow-next">
          <strong>{say('escrow.set.next')}</strong> {stepWords(say, set, next)}
        </p>
      )}
    </section>
  );
}
