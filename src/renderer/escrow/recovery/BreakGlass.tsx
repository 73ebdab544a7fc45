import { useState } from 'react';
import { Checkbox, Input, Label, TextField } from 'react-aria-components';
import { dayKey, formatDay } from '../../../shared/format/dates';
import type { GivenCard } from '../../../shared/ipc/recovery-calls';
import { Action } from '../../base/controls/Action';
import { Notice } from '../../base/controls/Notice';
import { TickMark } from '../../base/controls/TickMark';
import { useSay } from '../../base/speech';

interface BreakGlassProps {
  release: Extract<GivenCard, { kind: 'break-glass' }>;
  busy: boolean;
  onGive: (requested: string, early: boolean) => void;
  onLeave: () => void;
}

/** The vendor's share: under which conditions it may be given out, and when it was asked for, before it is taken. */
export function BreakGlass({
  release: { custodian, conditions, delayDays, earliest },
  busy,
  onGive,
  onLeave,
}: BreakGlassProps) {
  const say = useSay();
  const [requested, setRequested] = useState('');
  const [asked, setAsked] = useState<string | null>(null);
  const [early, setEarly] = useState(false);
  const [today] = useState(() => dayKey(new Date().toISOString()));
  const tooEarly = earliest !== null && asked === requested;
  const ready = requested !== '' && requested <= today && (!tooEarly || early);
  return (
    <Notice
      tone="warning"
      title={say('recover.vendor.title', { custodian })}
      urgent
      actions={
        <>
          <Action
            busy={busy}
            disabled={!ready}
            onPress={() => {
              setAsked(requested);
              onGive(requested, tooEarly && early);
            }}
          >
            {say('recover.vendor.do')}
          </Action>
          <Action onPress={onLeave}>{say('recover.vendor.leave')}</Action>
        </>
      }
    >
      <p>{say('recover.vendor.conditions', { conditions })}</p>
      <p>{say('recover.vendor.delay', { days: delayDays })}</p>
      <TextField
        className="field"
        type="date"
        value={requested}
        onChange={(day) => {
          setRequested(day);
          setEarly(false);
        }}
      >
        <Label className="field-label">{say('recover.vendor.requested')}</Label>
        <Input className="input recover-day" max={today} />
      </TextField>
      {tooEarly && (
        <>
          <p className="recover-doubt">{say('recover.vendor.early', { day: formatDay(earliest, 'UTC') })}</p>
          <Checkbox className="tick" isSelected={early} onChange={setEarly}>
            <TickMark />
            <span>{say('recover.vendor.early.do')}</span>
          </Checkbox>
        </>
      )}
      <p>{say('recover.vendor.logged')}</p>
    </Notice>
  );
}
