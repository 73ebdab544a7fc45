import { Copy, Eye, EyeOff, FilePen, KeyRound, Save } from 'lucide-react';
import type { RecoveredSecret } from '../../../shared/ipc/recovery-calls';
import { Action } from '../../base/controls/Action';
import { Confirm } from '../../base/controls/Confirm';
import { Code, Data } from '../../base/controls/Data';
import { FailureNotice } from '../../base/controls/FailureNotice';
import { useSay } from '../../base/speech';
import { ShownSecret } from '../../vault/ShownSecret';
import { KIND_ICONS } from '../../vault/secret-kinds';
import { useSecretWays } from './use-secret-ways';

/** One secret that came back: what it is, and the deliberate ways that it can go. */
export function BroughtBackSecret({ secret, at }: { secret: RecoveredSecret; at: number }) {
  const say = useSay();
  const ways = useSecretWays(at);
  const { busy, shown, env, result, failure } = ways;
  const Icon = KIND_ICONS[secret.kind];
  const master = secret.kind === 'dev-master-key';

  const showAndCopy = (form: 'secret' | 'env-line') => (
    <>
      <Action icon={Eye} disabled={busy} onPress={() => ways.show(form)}>
        {say(form === 'secret' ? 'recover.way.show' : 'recover.way.show-line')}
      </Action>
      <Action icon={Copy} disabled={busy} onPress={() => ways.copy(form)}>
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
      {shown !== null && <ShownSecret key={shown.form} text={shown.text} onHide={ways.hide} />}
      {failure !== null && <FailureNotice failure={failure} />}
      <div className="brought-ways">
        {shown !== null && (
          <Action icon={EyeOff} onPress={ways.hide}>
            {say('keys.secret.hide')}
          </Action>
        )}
        {secret.kind === 'site-key' && (
          <Action icon={KeyRound} disabled={busy} onPress={ways.holdKey}>
            {say('recover.way.hold')}
          </Action>
        )}
        {shown === null && secret.text && showAndCopy(master ? 'env-line' : 'secret')}
        {master && (
          <>
            <Action icon={FilePen} disabled={busy} onPress={ways.chooseEnv}>
              {say('recover.way.env')}
            </Action>
            <Action icon={Save} disabled={busy} onPress={() => ways.save('env-line')}>
              {say('recover.way.save-line')}
            </Action>
          </>
        )}
        <Action icon={Save} disabled={busy} onPress={() => ways.save('secret')}>
          {say('recover.way.save')}
        </Action>
      </div>
      <output className="secret-told">
        {result?.what === 'copied' && say('keys.secret.copied', { seconds: result.seconds })}
        {result?.what === 'held' && say('recover.told.held')}
        {result?.what === 'saved' && (
          <>
            <span>{say('recover.told.saved')}</span> <Code breaks>{result.path}</Code>
          </>
        )}
        {result?.what === 'written' && (
          <>
            <span>{say('recover.told.written')}</span> <Code breaks>{result.path}</Code>{' '}
            <span>{say('recover.told.before')}</span> <Code breaks>{result.copy}</Code>
          </>
        )}
      </output>
      <Confirm
        open={env !== null}
        title={say('recover.env.title')}
        doIt={say('recover.env.do')}
        leaveIt={say('recover.env.leave')}
        busy={busy}
        onDo={ways.writeEnv}
        onLeave={ways.leaveEnv}
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
