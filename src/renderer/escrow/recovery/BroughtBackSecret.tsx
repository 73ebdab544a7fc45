import { Copy, Eye, EyeOff, FilePen, KeyRound, Save } from 'lucide-react';
import { useState } from 'react';
import type { CallInput, CallOutput } from '../../../shared/ipc/contract';
import type { RecoveredSecret } from '../../../shared/ipc/recovery-calls';
import { ask, type Failure } from '../../base/client';
import { Action } from '../../base/controls/Action';
import { Confirm } from '../../base/controls/Confirm';
import { Code, Data } from '../../base/controls/Data';
import { FailureNotice } from '../../base/controls/FailureNotice';
import { useSay } from '../../base/speech';
import { useTask } from '../../base/use-task';
import { useKeys } from '../../jobs/key-store';
import { ShownSecret } from '../../vault/ShownSecret';
import { KIND_ICONS } from '../../vault/secret-kinds';
import { useRecovery } from '../recovery-store';

type Form = CallInput<'recovery.show'>['form'];
type Env = NonNullable<CallOutput<'recovery.chooseEnv'>>;
type Told =
  | { what: 'copied'; seconds: number }
  | { what: 'saved'; path: string }
  | { what: 'held' }
  | { what: 'written'; path: string; copy: string };

/** One secret that came back: what it is, and the deliberate ways that it can go. */
export function BroughtBackSecret({ secret, at }: { secret: RecoveredSecret; at: number }) {
  const say = useSay();
  const hold = useKeys((keys) => keys.hold);
  const load = useRecovery((recovery) => recovery.load);
  const [shown, setShown] = useState<{ text: string; form: Form } | null>(null);
  const [env, setEnv] = useState<Env | null>(null);
  const [told, setTold] = useState<Told | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const working = useTask();
  const Icon = KIND_ICONS[secret.kind];
  const master = secret.kind === 'dev-master-key';

  const begin = () => {
    setTold(null);
    setFailure(null);
  };
  const show = (form: Form) => {
    begin();
    void working.start(
      () => ask('recovery.show', { secret: at, form }),
      (answer) => {
        if (!answer.ok) return setFailure(answer.error);
        setShown({ text: answer.value.text, form });
        void load();
      },
    );
  };
  const copy = (form: Form) => {
    begin();
    void working.start(
      () => ask('recovery.copy', { secret: at, form }),
      (answer) => {
        if (!answer.ok) return setFailure(answer.error);
        setTold({ what: 'copied', seconds: answer.value.seconds });
        void load();
      },
    );
  };
  const save = (form: Form) => {
    begin();
    void working.start(
      () => ask('recovery.toFile', { secret: at, form }),
      (answer) => {
        if (!answer.ok) return setFailure(answer.error);
        if (answer.value === null) return;
        setTold({ what: 'saved', path: answer.value.path });
        void load();
      },
    );
  };
  const holdKey = () => {
    begin();
    void working.start(
      () => ask('recovery.toKey', { secret: at }),
      (answer) => {
        if (!answer.ok) return setFailure(answer.error);
        hold(answer.value);
        setTold({ what: 'held' });
        void load();
      },
    );
  };
  const chooseEnv = () => {
    begin();
    void working.start(
      () => ask('recovery.chooseEnv', { secret: at }),
      (answer) => (answer.ok ? setEnv(answer.value) : setFailure(answer.error)),
    );
  };
  const writeEnv = () => {
    if (env === null) return;
    void working.start(
      () => ask('recovery.writeEnv', { env: env.env }),
      (answer) => {
        setEnv(null);
        if (!answer.ok) return setFailure(answer.error);
        setTold({ what: 'written', ...answer.value });
        void load();
      },
    );
  };
  const ways = (form: Form) => (
    <>
      <Action icon={Eye} disabled={working.busy} onPress={() => show(form)}>
        {say(form === 'secret' ? 'recover.way.show' : 'recover.way.show-line')}
      </Action>
      <Action icon={Copy} disabled={working.busy} onPress={() => copy(form)}>
        {say(form === 'secret' ? 'recover.way.copy' : 'recover.way.copy-line')}
      </Action>
    </>
  );

  return (
    <section className="brought" aria-label={`${say(`keys.kind.${secret.kind}`)} ${secret.label}`}>
      <div className="brought-head">
        <Icon size={20} />
        <span className="brought-name">
          <strong>
            {secret.label === secret.fingerprint ? say(`keys.kind.${secret.kind}`) : <Data>{secret.label}</Data>}
          </strong>
          <span>
            {secret.label !== secret.fingerprint && say(`keys.kind.${secret.kind}`)}
            {secret.sites.length > 0 && ` · ${say('recover.back.site', { sites: secret.sites.join(', ') })}`}
            {secret.inVault !== null && ` · ${say('recover.back.in-vault', { label: secret.inVault })}`}
          </span>
        </span>
        <Code>{secret.fingerprint}</Code>
      </div>
      {shown !== null && <ShownSecret key={shown.form} text={shown.text} onHide={() => setShown(null)} />}
      {failure !== null && <FailureNotice failure={failure} />}
      <div className="brought-ways">
        {shown !== null && (
          <Action icon={EyeOff} onPress={() => setShown(null)}>
            {say('keys.secret.hide')}
          </Action>
        )}
        {secret.kind === 'site-key' && (
          <Action icon={KeyRound} disabled={working.busy} onPress={holdKey}>
            {say('recover.way.hold')}
          </Action>
        )}
        {shown === null && secret.text && ways(master ? 'env-line' : 'secret')}
        {master && (
          <>
            <Action icon={FilePen} disabled={working.busy} onPress={chooseEnv}>
              {say('recover.way.env')}
            </Action>
            <Action icon={Save} disabled={working.busy} onPress={() => save('env-line')}>
              {say('recover.way.save-line')}
            </Action>
          </>
        )}
        <Action icon={Save} disabled={working.busy} onPress={() => save('secret')}>
          {say('recover.way.save')}
        </Action>
      </div>
      <output className="secret-told">
        {told?.what === 'copied' && say('keys.secret.copied', { seconds: told.seconds })}
        {told?.what === 'held' && say('recover.told.held')}
        {told?.what === 'saved' && (
          <>
            <span>{say('recover.told.saved')}</span> <Code breaks>{told.path}</Code>
          </>
        )}
        {told?.what === 'written' && (
          <>
            <span>{say('recover.told.written')}</span> <Code breaks>{told.path}</Code>{' '}
            <span>{say('recover.told.before')}</span> <Code breaks>{told.copy}</Code>
          </>
        )}
      </output>
      <Confirm
        open={env !== null}
        title={say('recover.env.title')}
        doIt={say('recover.env.do')}
        leaveIt={say('recover.env.leave')}
        busy={working.busy}
        onDo={writeEnv}
        onLeave={() => setEnv(null)}
      >
        {env !== null && (
          <>
            <p>
              <Code breaks>{env.path}</Code>
            </p>
            <p>{say(`recover.env.${env.line}`)}</p>
            <p>{say('recover.env.copy')}</p>
          </>
        )}
      </Confirm>
    </section>
  );
}
