import { formatDay } from '../../../shared/format/dates';
import type { RecoveryView } from '../../../shared/ipc/recovery-calls';
import { Data } from '../../base/controls/Data';
import { Fact, Facts } from '../../base/controls/Facts';
import { Notice } from '../../base/controls/Notice';
import { useSay } from '../../base/speech';

interface RecoveredFromProps {
  view: RecoveryView;
  recovered: NonNullable<RecoveryView['recovered']>;
}

/** Which set and whose cards the secrets came from, and what was wrong with a card. */
export function RecoveredFrom({ view, recovered: { made, remarks, breakGlass } }: RecoveredFromProps) {
  const say = useSay();
  const bad = new Set(remarks.map(({ place }) => place));
  return (
    <>
      {remarks.map(({ place, remark }) => (
        <Notice
          key={place}
          tone="warning"
          title={say('recover.back.bad.title', {
            index: view.cards[place]?.index ?? 0,
            custodian: view.cards[place]?.custodian ?? 'none',
          })}
        >
          <p>{say(`recover.back.bad.${remark}`)}</p>
        </Notice>
      ))}
      {breakGlass !== null && (
        <Notice tone="warning" title={say('recover.back.vendor.title', { index: breakGlass })}>
          <p>{say('recover.back.vendor.text')}</p>
        </Notice>
      )}
      <Facts>
        <Fact name={say('recover.back.set')}>
          <Data>{view.name}</Data>
        </Fact>
        <Fact name={say('recover.back.made')}>
          <Data>{formatDay(made, 'UTC')}</Data>
        </Fact>
        <Fact name={say('recover.back.by')}>
          {view.cards
            .filter((_card, place) => !bad.has(place))
            .map(({ index, custodian }) => (custodian === null ? say('recover.back.share', { index }) : custodian))
            .join(', ')}
        </Fact>
      </Facts>
    </>
  );
}
