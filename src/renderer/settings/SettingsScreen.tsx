import { useEffect, useState } from 'react';
import { Checkbox, Form, Label, Radio, RadioGroup } from 'react-aria-components';
import { ask, type Failure } from '../base/client';
import { Action } from '../base/controls/Action';
import { Code } from '../base/controls/Data';
import { Fact, Facts } from '../base/controls/Facts';
import { FailureNotice } from '../base/controls/FailureNotice';
import { Notice } from '../base/controls/Notice';
import { Screen } from '../base/controls/Screen';
import { SecretField } from '../base/controls/SecretField';
import { TickMark } from '../base/controls/TickMark';
import { useSession } from '../base/session-store';
import { useSay } from '../base/speech';
import { useTask } from '../base/use-task';
import { isReady, NewPassphrase, NO_PASSPHRASE } from '../vault/NewPassphrase';
import { useVault, type VaultStatus } from '../vault/vault-store';
import '../keys/keys.css';

declare module '../base/navigation' {
  interface Routes {
    settings: object;
  }
}

const MINUTES = [1, 5, 15, 60] as const;

/** When the vault locks by itself, how it is sealed, and where it stands. */
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
            <section>
              <h2 className="section-title">{say('settings.sealing.title')}</h2>
              <p>{say('settings.sealing.locked')}</p>
            </section>
          )}
          <section>
            <h2 className="section-title">{say('settings.folders.title')}</h2>
            <Facts>
              <Fact name={say('settings.folders.vault')}>
                <Code breaks>{status.path}</Code>
              </Fact>
            </Facts>
            <p className="field-help">{say('settings.folders.text')}</p>
          </section>
        </>
      )}
    </Screen>
  );
}

/** Whether the form of the sealing can be sent, and whether it is under way: its button stands in the footer. */
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
    <section>
      <h2 className="section-title">{say('settings.locking.title')}</h2>
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
    </section>
  );
}

/**
 * Another passphrase, or sealing by the keystore added or taken away. Whoever asks must know the present passphrase.
 */
function SealingForm({ status, load, onChange }: PartProps & { onChange: (sealing: Sealing) => void }) {
  const say = useSay();
  const real = useSession(({ state }) => state?.keystore === 'real');
  const hadPassphrase = status.sealings.includes('passphrase');
  const [current, setCurrent] = useState('');
  const [byKeystore, setByKeystore] = useState(status.sealings.includes('keystore'));
  const [byPassphrase, setByPassphrase] = useState(hadPassphrase || !real);
  const [passphrase, setPassphrase] = useState(NO_PASSPHRASE);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [done, setDone] = useState(false);
  const sealing = useTask();
  const ready = (!hadPassphrase || current !== '') && (byPassphrase ? isReady(passphrase) : byKeystore);

  useEffect(() => onChange({ ready, busy: sealing.busy }), [onChange, ready, sealing.busy]);

  const seal = () =>
    void sealing.start(
      () =>
        ask('vault.reseal', {
          current: hadPassphrase ? current : null,
          passphrase: byPassphrase ? passphrase.first : null,
          keystore: byKeystore,
        }),
      (answer) => {
        setCurrent('');
        setFailure(answer.ok ? null : answer.error);
        setDone(answer.ok);
        if (answer.ok) setPassphrase(NO_PASSPHRASE);
        void load();
      },
    );

  return (
    <section>
      <h2 className="section-title">{say('settings.sealing.title')}</h2>
      <p>{say('settings.sealing.text')}</p>
      <Form
        className="form settings-form"
        id="seal-vault"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) seal();
        }}
      >
        {real && (
          <>
            <Checkbox className="tick" isSelected={byKeystore} onChange={setByKeystore}>
              <TickMark />
              <span>{say('keys.seal.keystore')}</span>
            </Checkbox>
            <Checkbox className="tick" isSelected={byPassphrase} onChange={setByPassphrase}>
              <TickMark />
              <span>{say('keys.seal.passphrase')}</span>
            </Checkbox>
          </>
        )}
        {hadPassphrase && (
          <SecretField
            label={say('settings.sealing.current')}
            value={current}
            onChange={setCurrent}
            disabled={sealing.busy}
          />
        )}
        {byPassphrase && <NewPassphrase value={passphrase} onChange={setPassphrase} disabled={sealing.busy} />}
        {failure !== null && <FailureNotice failure={failure} />}
        {done && (
          <Notice tone="good" title={say('settings.sealing.done')}>
            <p>{say('settings.sealing.done-text')}</p>
          </Notice>
        )}
      </Form>
    </section>
  );
}
