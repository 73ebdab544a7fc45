import { formatMoment, formatShortDay } from '../../../shared/format/dates';
import type { SetView } from '../../../shared/ipc/register-calls';
import { Action } from '../../base/controls/Action';
import { Code, Data } from '../../base/controls/Data';
import { Fact, Facts } from '../../base/controls/Facts';
import { Section } from '../../base/controls/Section';
import { useNavigation } from '../../base/navigation';
import { useSay } from '../../base/speech';
import { type SetRef, useSet } from '../register-store';

/** How often a custodian is asked, in days: what people choose between. */
const PERIODS = [91, 182, 365];

interface SetFactsProps {
  set: SetView;
  busy: boolean;
  onCheckEvery: (days: number) => void;
}

/** What the register knows of a set as a whole. */
export function SetFacts({ set, busy, onCheckEvery }: SetFactsProps) {
  const say = useSay();
  return (
    <Section title={say('escrow.set.facts')}>
      <Facts>
        <Fact name={say('escrow.set.secrets')}>
          {set.secrets.map(({ label, fingerprint, kind }) => (
            <span key={fingerprint} className="envelope">
              <Data>{label}</Data>, {say(`escrow.kind.${kind}`)} <Code>{fingerprint}</Code>
            </span>
          ))}
        </Fact>
        <Fact name={say('escrow.set.made')}>
          {say('escrow.set.made-by', { day: formatMoment(set.created), by: set.by })}
        </Fact>
        <Fact name={say('escrow.set.mode')}>{say(`escrow.set.mode.${set.mode}`)}</Fact>
        {set.release !== null && (
          <Fact name={say('escrow.set.release')}>
            {say('escrow.set.release-value', { days: set.release.delayDays, conditions: set.release.conditions })}
          </Fact>
        )}
        {set.escrowFile !== null && (
          <Fact name={say('escrow.set.file')}>
            <Code breaks>{set.escrowFile.name}</Code> <Code breaks>{set.escrowFile.sha256}</Code>
          </Fact>
        )}
        <Fact name={say('escrow.set.recovered')}>
          {say('escrow.set.recovered-value', {
            count: set.recoveries.length,
            day: formatShortDay(set.recoveries.at(-1) ?? ''),
          })}
        </Fact>
        {set.state === 'active' ? (
          <Fact name={<label htmlFor="check-every">{say('escrow.set.every')}</label>}>
            <select
              id="check-every"
              className="input select"
              value={set.checkEveryDays}
              disabled={busy}
              onChange={({ target }) => onCheckEvery(Number(target.value))}
            >
              {[...new Set([...PERIODS, set.checkEveryDays])].map((days) => (
                <option key={days} value={days}>
                  {say('escrow.set.every.days', { days })}
                </option>
              ))}
            </select>
          </Fact>
        ) : (
          set.replacedBy !== null && <ReplacedBy by={set.replacedBy} />
        )}
      </Facts>
    </Section>
  );
}

function ReplacedBy({ by }: { by: SetRef }) {
  const say = useSay();
  const { go } = useNavigation();
  const newer = useSet(by);
  if (newer === undefined) return null;
  return (
    <Fact name={say('escrow.set.replaced-by')}>
      <Action kind="quiet" onPress={() => go({ at: 'escrow-set', set: by })}>
        {say('escrow.set.name', { set: newer.name })}
      </Action>
    </Fact>
  );
}
