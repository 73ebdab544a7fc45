import { CircleAlert, CircleCheck } from 'lucide-react';
import { formatShortDay } from '../../../shared/format/dates';
import type { EnteredCard, RecoveryView } from '../../../shared/ipc/recovery-calls';
import { Action } from '../../base/controls/Action';
import { Notice } from '../../base/controls/Notice';
import { useSay } from '../../base/speech';

interface EnteredCardsProps {
  view: RecoveryView;
  busy: boolean;
  onTakeBack: (place: number) => void;
}

/** The cards that are in, by their custodians, and what the register says of them and of their set. */
export function EnteredCards({ view: { cards, name, set }, busy, onTakeBack }: EnteredCardsProps) {
  const say = useSay();
  return (
    <>
      {set !== null && set.state !== 'active' && (
        <Notice tone="warning" title={say(`recover.set.${set.state}.title`, { set: name })}>
          <p>
            {say(`recover.set.${set.state}.text`, {
              day: set.ended === null ? '' : formatShortDay(set.ended),
              newer: set.replacedBy ?? '',
            })}
          </p>
        </Notice>
      )}
      <ul className="recover-cards" aria-label={say('recover.cards')}>
        {cards.map((card, place) => (
          <li key={card.index} className="recover-card">
            <span className={isGood(card) ? 'sidebar-sign sidebar-sign-good' : 'sidebar-sign recover-doubt'}>
              {isGood(card) ? <CircleCheck size={20} /> : <CircleAlert size={20} />}
            </span>
            <span className="recover-card-words">
              <strong>{say('recover.card', { index: card.index, count: card.count, set: name })}</strong>
              {card.custodian !== null && <span>{card.custodian}</span>}
              {card.standing !== null && card.standing !== 'held' && (
                <span className="recover-doubt">{say(`recover.card.${card.standing}`)}</span>
              )}
              {card.breakGlass !== null && (
                <span>
                  {say('recover.card.break-glass', {
                    day: formatShortDay(card.breakGlass.requested, 'UTC'),
                    early: card.breakGlass.early,
                  })}
                </span>
              )}
            </span>
            <Action kind="quiet" disabled={busy} onPress={() => onTakeBack(place)}>
              {say('recover.card.take-back', { index: card.index })}
            </Action>
          </li>
        ))}
      </ul>
    </>
  );
}

function isGood({ standing }: EnteredCard): boolean {
  return standing === null || standing === 'held' || standing === 'handed-over';
}
