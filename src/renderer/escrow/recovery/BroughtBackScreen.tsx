import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import type { RecoveredSecret, RecoveryView } from '../../../shared/ipc/recovery-calls';
import type { Say } from '../../../shared/messages/catalogue';
import { ask, type Failure } from '../../base/client';
import { Action } from '../../base/controls/Action';
import { Confirm } from '../../base/controls/Confirm';
import { FailureNotice } from '../../base/controls/FailureNotice';
import { Notice } from '../../base/controls/Notice';
import { Screen } from '../../base/controls/Screen';
import { useNavigation } from '../../base/navigation';
import { useSay } from '../../base/speech';
import { useTask } from '../../base/use-task';
import { useKeys } from '../../jobs/key-store';
import { VaultAtHand } from '../../vault/VaultAtHand';
import { useVault } from '../../vault/vault-store';
import { type BroughtBack, type RecoveryUse, useRecovery } from '../recovery-store';
import { BroughtBackSecret } from './BroughtBackSecret';
import { RecoveredFrom } from './RecoveredFrom';

/** The form that unlocks the vault, for the button in the footer. */
const UNLOCK = 'unlock-to-keep';

interface BroughtBackProps {
  view: RecoveryView;
  recovered: NonNullable<RecoveryView['recovered']>;
  use: RecoveryUse | null;
}

/** What came back, from whom, and where it goes from here. */
export function BroughtBackScreen({ view, recovered, use }: BroughtBackProps) {
  const say = useSay();
  const { go } = useNavigation();
  const { take, end } = useRecovery();
  const hold = useKeys((keys) => keys.hold);
  const { status, load } = useVault();
  const [failure, setFailure] = useState<Failure | null>(null);
  const working = useTask();
  const { secrets } = recovered;
  const fitting = use === null ? -1 : secrets.findIndex((secret) => isWanted(secret, use));
  const missing = secrets.flatMap(({ inVault }, at) => (inVault === null ? [at] : []));
  const vaultOpen = status?.state === 'open';
  const vaultless = status?.state === 'none';
  const vaultLocked = status?.state === 'locked';
  /** To finish now would lose these. */
  const unsaved = secrets.filter(({ gone, inVault }) => !gone && inVault === null).length;
  const [discarding, setDiscarding] = useState(false);

  const keep = () =>
    void working.start(
      async () => {
        let last = await ask('recovery.current', {});
        for (const secret of missing) {
          last = await ask('recovery.toVault', { secret });
          if (!last.ok) break;
        }
        return last;
      },
      (answer) => {
        setFailure(answer.ok ? null : answer.error);
        if (answer.ok) take(answer);
        void load();
      },
    );
  const useIt = () => {
    if (use === null) return;
    const { kind, back } = use;
    const bringBack = (brought: BroughtBack) => void end(() => go({ ...back, brought }));
    if (kind === 'site-key') {
      void working.start(
        () => ask('recovery.toKey', { secret: fitting }),
        (answer) => {
          if (!answer.ok) return setFailure(answer.error);
          hold(answer.value);
          bringBack({ kind, key: answer.value });
        },
      );
      return;
    }
    void working.start(
      () => ask('recovery.toSecret', { secret: fitting }),
      (answer) => {
        if (!answer.ok) return setFailure(answer.error);
        bringBack({ kind, secret: { token: answer.value.token, source: secrets[fitting]?.label ?? null } });
      },
    );
  };
  const finish = () => void end(() => go(use?.back ?? { at: 'escrow' }));
  const leave = () => (unsaved > 0 ? setDiscarding(true) : finish());

  const allKept = missing.length === 0;
  return (
    <Screen
      place={say('recover.title')}
      title={
        <span className="proven">
          <ShieldCheck size={28} /> {say('recover.back.title', { count: secrets.length })}
        </span>
      }
      windowTitle={say('app.window', { place: say('recover.back.title', { count: secrets.length }) })}
      lead={<p>{say('recover.back.lead', { count: secrets.length })}</p>}
      status={<p>{statusWords(say, allKept, unsaved)}</p>}
      actions={
        <>
          <Action kind={fitting < 0 && allKept ? 'primary' : 'plain'} busy={working.busy} onPress={leave}>
            {say('recover.back.finish')}
          </Action>
          {vaultless && (
            <Action kind={fitting < 0 ? 'primary' : 'plain'} onPress={() => go({ at: 'keys' })}>
              {say('recover.back.no-vault.do')}
            </Action>
          )}
          {vaultLocked && !allKept && status.sealings.includes('passphrase') && (
            <Action kind={fitting < 0 ? 'primary' : 'plain'} busy={working.busy} form={UNLOCK}>
              {say('recover.back.unlock', { count: missing.length })}
            </Action>
          )}
          {vaultOpen && !allKept && (
            <Action kind={fitting < 0 ? 'primary' : 'plain'} busy={working.busy} onPress={keep}>
              {say('recover.back.keep', { count: missing.length })}
            </Action>
          )}
          {fitting >= 0 && use !== null && (
            <Action kind="primary" busy={working.busy} onPress={useIt}>
              {say(`recover.back.use.${use.kind}`)}
            </Action>
          )}
        </>
      }
    >
      {failure !== null && <FailureNotice failure={failure} />}
      {use !== null && fitting < 0 && (
        <Notice tone="warning" title={say('recover.back.other.title')}>
          <p>{say('recover.back.other.text', { fingerprint: use.fingerprint ?? 'none' })}</p>
        </Notice>
      )}
      <RecoveredFrom view={view} recovered={recovered} />
      {vaultLocked && !allKept && (
        <VaultAtHand words={say('recover.back.locked', { count: missing.length })} form={UNLOCK} onUnlocked={keep} />
      )}
      {vaultless && (
        <Notice tone="note" title={say('recover.back.no-vault.title')}>
          <p>{say('recover.back.no-vault.text')}</p>
        </Notice>
      )}
      {secrets.map((secret, at) => (
        <BroughtBackSecret key={secret.fingerprint} secret={secret} at={at} />
      ))}
      <p>{say('recover.back.then')}</p>
      <Confirm
        open={discarding}
        title={say('recover.discard.title', { count: unsaved })}
        doIt={say('recover.discard.do')}
        leaveIt={say('recover.discard.stay')}
        onDo={finish}
        onLeave={() => setDiscarding(false)}
      >
        <p>{say('recover.discard.text', { count: unsaved })}</p>
      </Confirm>
    </Screen>
  );
}

function statusWords(say: Say, allKept: boolean, unsaved: number): string {
  if (allKept) return say('recover.back.status.kept');
  return unsaved > 0 ? say('recover.back.status', { count: unsaved }) : say('recover.back.status.gone');
}

function isWanted({ kind, fingerprint }: RecoveredSecret, use: RecoveryUse): boolean {
  return kind === use.kind && (use.fingerprint === null || use.fingerprint === fingerprint);
}
