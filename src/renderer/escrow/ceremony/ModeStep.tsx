import { Input, Label, Radio, RadioGroup, Text, TextArea, TextField } from 'react-aria-components';
import { useSay } from '../../base/speech';
import { type Draft, useCeremony } from '../ceremony-store';
import { PlanScreen } from './PlanScreen';
import { isModeReady } from './plan';

const MODES = ['customer-only', 'managed'] as const;
/** How often a custodian is asked, in days: what people choose between. */
const PERIODS = [91, 182, 365];

/** Who holds the shares, and when a vendor gives its own out. */
export function ModeStep({ draft }: { draft: Draft }) {
  const say = useSay();
  const change = useCeremony((ceremony) => ceremony.change);
  const ready = isModeReady(draft);
  return (
    <PlanScreen
      step="mode"
      title="ceremony.mode.title"
      lead={say('ceremony.mode.lead')}
      status={ready ? '' : say('ceremony.mode.missing')}
      ready={ready}
    >
      <RadioGroup
        className="modes"
        value={draft.mode}
        onChange={(mode) => change({ mode: mode === 'managed' ? 'managed' : 'customer-only' })}
        aria-label={say('ceremony.mode.title')}
      >
        {MODES.map((mode) => (
          <Radio key={mode} value={mode} className="mode">
            <span className="mode-mark" />
            <span className="mode-words">
              <strong>{say(`ceremony.mode.${mode}`)}</strong>
              <span className="mode-text">{say(`ceremony.mode.${mode}.text`)}</span>
            </span>
          </Radio>
        ))}
      </RadioGroup>
      {draft.mode === 'managed' && (
        <section className="form" aria-labelledby="release-title">
          <h2 id="release-title" className="section-title release-title">
            {say('ceremony.mode.release')}
          </h2>
          <TextField className="field" value={draft.conditions} onChange={(conditions) => change({ conditions })}>
            <Label className="field-label">{say('ceremony.mode.conditions')}</Label>
            <TextArea className="input" rows={3} maxLength={2000} />
            <Text slot="description" className="field-help">
              {say('ceremony.mode.conditions.help')}
            </Text>
          </TextField>
          <TextField
            className="field field-short"
            value={draft.delayDays}
            onChange={(delayDays) => change({ delayDays })}
            inputMode="numeric"
          >
            <Label className="field-label">{say('ceremony.mode.delay')}</Label>
            <Input className="input" maxLength={3} />
            <Text slot="description" className="field-help">
              {say('ceremony.mode.delay.help')}
            </Text>
          </TextField>
        </section>
      )}
      <div className="field field-short">
        <label className="field-label" htmlFor="ceremony-every">
          {say('ceremony.mode.every')}
        </label>
        <select
          id="ceremony-every"
          className="input select"
          value={draft.checkEveryDays}
          onChange={({ target }) => change({ checkEveryDays: Number(target.value) })}
        >
          {[...new Set([...PERIODS, draft.checkEveryDays])].map((days) => (
            <option key={days} value={days}>
              {say('escrow.set.every.days', { days })}
            </option>
          ))}
        </select>
      </div>
    </PlanScreen>
  );
}
