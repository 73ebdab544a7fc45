import { ChevronRight } from 'lucide-react';
import { Button } from 'react-aria-components';
import type { SetView } from '../../../shared/ipc/register-calls';
import { Data } from '../../base/controls/Data';
import { Section } from '../../base/controls/Section';
import { useNavigation } from '../../base/navigation';
import { useSay } from '../../base/speech';

/** Sets that were replaced or retired, with how many of their shares may still exist. */
export function EarlierSets({ sets }: { sets: readonly SetView[] }) {
  const say = useSay();
  const { go } = useNavigation();
  return (
    <Section title={say('escrow.set.earlier')}>
      <p className="escrow-help">{say('escrow.set.earlier.text')}</p>
      <ul className="earlier">
        {sets.map((set) => {
          const left = set.shares.filter(({ status }) => status === 'held' || status === 'handed-over').length;
          return (
            <li key={`${set.set}${set.generation}`}>
              <Button
                className="earlier-row"
                onPress={() => go({ at: 'escrow-set', set: { set: set.set, generation: set.generation } })}
              >
                <span className="earlier-what">
                  <Data>{set.secrets.map(({ label }) => label).join(', ')}</Data>
                  <span className="shares-more">
                    {say('escrow.set.name', { set: set.name })}, {say(`escrow.state.${set.state}`)}
                  </span>
                </span>
                <span className={left > 0 ? 'earlier-left' : undefined}>
                  {say('escrow.set.undestroyed', { count: left })}
                </span>
                <ChevronRight size={16} className="drill-more" />
              </Button>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
