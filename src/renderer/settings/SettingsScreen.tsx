import { useEffect, useState } from 'react';
import { Form, Label, Radio, RadioGroup } from 'react-aria-components';
import { ask, type Failure } from '../base/client';
import { Action } from '../base/controls/Action';
import { Code } from '../base/controls/Data';
import { Fact, Facts } from '../base/controls/Facts';
import { FailureNotice } from '../base/controls/FailureNotice';
import { Notice } from '../base/controls/Notice';
import { Screen } from '../base/controls/Screen';
import { SecretField } from '../base/controls/SecretField';
import { Section } from '../base/controls/Section';
import { useSay } from '../base/speech';
import { useTask } from '../base/use-task';
import { NewPassphrase, NO_PASSPHRASE } from '../vault/NewPassphrase';
import { SealingChoice, useSealing } from '../vault/SealingChoice';
import { useVault, type VaultStatus } from '../vault/vault-store';
import './settings.css';

declare module '../base/navigation' {
  interface Routes {
    settings: object;
  }
}

const MINUTES = [1, 5, 15, 60] as const;

/** When the vault locks by itself, how it is sealed, and where it is kept. */
export function SettingsScreen() {
  const say = useSay();
  const { status, load } = useVault();
  const [sealing, setSealing] = useState<Sealing>({ ready: false, busy: false });
  return (
    <Screen
      title={say('settings.title')}
      windowTitle={say('app.window', { place: say('settings.title') })}
      lead={<p>{say('settings.lead')}</p>}
      {...(status?.state === 'open' && {
        actions: (
          <Action kind="primary" form="seal-vault" busy={sealing.busy} disabled={!sealing.ready}>
            {say('settings.sealing.do')}
          </Action>
        ),
      })}
    >
      {status !== null && (
        <>
          <Locking status={status} load={load} />
          {status.state === 'open' && (
            <SealingForm key={status.sealings.join()} status={status} load={load} onChange={setSealing} />
          )}
          {status.state === 'locked' && (
            <Section title={say('settings.sealing.title')}>
              <p>{say('settings.sealing.locked')}</p>
            </Section>
          )}
          <Section title={say('settings.folders.title')}>
            <Facts>
              <Fact name={say('settings.folders.vault')}>
                <Code breaks>{status.path}</Code>
              </Fact>
            </Facts>
            <p className="field-help">{say('settings.folders.text')}</p>
          </Section>
        </>
      )}
    </Screen>
  );
}

/** Whether the form of the sealing can be sent, and whether it is under way: its button is in the footer. */
interface Sealing {
  ready: boolean;
  busy: boolean;
}

interface PartProps {
  status: VaultStatus;
  load: () => Promise<void>;
}

function Locking({ status, load }: PartProps) {
  const say = useSay();
  return (
    <Section title={say('settings.locking.title')}>
      <p>{say('settings.locking.text')}</p>
      <RadioGroup
        className="scope"
        orientation="horizontal"
        value={String(status.lockAfter)}
        onChange={(value) => {
          const minutes = MINUTES.find((one) => String(one) === value);
          if (minutes !== undefined) void ask('vault.setLockAfter', { minutes }).then(load);
        }}
      >
        <Label className="scope-label">{say('settings.locking.after')}</Label>
        <div className="switch">
          {MINUTES.map((minutes) => (
            <Radio key={minutes} value={String(minutes)} className="switch-choice">
              <span className="switch-words">{say('settings.locking.minutes', { minutes })}</span>
            </Radio>
          ))}
        </div>
      </RadioGroup>
    </Section>
  );
}

/**
 * Another passphrase, or sealing by the keystore added or taken away, for a person who knows the present passphrase.
 */
function SealingForm({ status, load, onChange }: PartProps & { onChange: (sealing: Sealing) => void }) {
  const say = useSay();
  const hadPassphrase = status.sealings.includes('passphrase');
  const [current, setCurrent] = useState('');
  const choice = useSealing(status.sealings);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [done, setDone] = useState(false);
  const sealing = useTask();
  const ready = (!hadPassphrase || current !== '') && choice.ready;

  useEffect(() => onChange({ ready, busy: sealing.busy }), [onChange, ready, sealing.busy]);

  const seal = () =>
    void sealing.start(
      () => ask('vault.reseal', { current: hadPassphrase ? current : null, ...choice.input }),
      (answer) => {
        setCurrent('');
        setFailure(answer.ok ? null : answer.error);
        setDone(answer.ok);
        if (answer.ok) choice.setPassphrase(NO_PASSPHRASE);
        void load();
      },
    );

  return (
    <Section title={say('settings.sealing.title')}>
      <p>{say('settings.sealing.text')}</p>
      <Form
        className="form settings-form"
        id="seal-vault"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) seal();
        }}
      >
        {choice.hasKeystore && <SealingChoice sealing={choice} />}
        {hadPassphrase && (
          <SecretField
            label={say('settings.sealing.current')}
            value={current}
            onChange={setCurrent}
            disabled={sealing.busy}
          />
        )}
        {choice.byPassphrase && (
          <NewPassphrase value={choice.passphrase} onChange={choice.setPassphrase} disabled={sealing.busy} />
        )}
        {failure !== null && <FailureNotice failure={failure} />}
        {done && (
          <Notice tone="good" title={say('settings.sealing.done')}>
            <p>{say('settings.sealing.done-text')}</p>
          </Notice>
        )}
      </Form>
    </Section>
  );
}
