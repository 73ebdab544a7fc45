import { CircleCheck, CircleDashed, CircleDot } from 'lucide-react';
import type { CeremonyView } from '../../../shared/ipc/ceremony-calls';
import { Section } from '../../base/controls/Section';
import { useSay } from '../../base/speech';

/** How far the three shares have come, each by icon and word. @param now the share that is being handed over */
export function ShareProgress({ view, now }: { view: CeremonyView; now: number | null }) {
  const say = useSay();
  return (
    <Section title={say('ceremony.progress')}>
      <ol className="ceremony-progress">
        {view.shares.map(({ index, custodian, state }) => {
          const Icon = state === 'confirmed' ? CircleCheck : index === now ? CircleDot : CircleDashed;
          return (
            <li key={index} className="ceremony-progress-share">
              <Icon size={16} className={state === 'confirmed' ? 'ceremony-good' : 'ceremony-open'} />
              <span>{say('escrow.share.title', { share: index, custodian })}</span>
              <span className="ceremony-progress-state">
                {say(state === 'waiting' && index === now ? 'ceremony.progress.now' : `ceremony.progress.${state}`)}
              </span>
            </li>
          );
        })}
      </ol>
    </Section>
  );
}
