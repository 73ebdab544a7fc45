import { FolderDown } from 'lucide-react';
import { useState } from 'react';
import type { CeremonyView } from '../../../shared/ipc/ceremony-calls';
import { ask, type Failure } from '../../base/client';
import { Action } from '../../base/controls/Action';
import { Code } from '../../base/controls/Data';
import { FailureNotice } from '../../base/controls/FailureNotice';
import { Notice } from '../../base/controls/Notice';
import { Screen } from '../../base/controls/Screen';
import { useSay } from '../../base/speech';
import { useTask } from '../../base/use-task';
import { useVault } from '../../vault/vault-store';
import { useCeremony } from '../ceremony-store';
import { useRegister } from '../register-store';
import { AbortCeremony } from './AbortCeremony';
import { ShareProgress } from './ShareProgress';

/** What goes with the cards is saved, and the set is registered. */
export function Companions({ view }: { view: CeremonyView }) {
  const say = useSay();
  const { take, finished } = useCeremony();
  const loadRegister = useRegister((register) => register.load);
  const loadVault = useVault((vault) => vault.load);
  const [folder, setFolder] = useState<string | null>(null);
  const [failure, setFailure] = useState<{ of: 'save' | 'finish'; failure: Failure } | null>(null);
  const working = useTask();
  const [doing, setDoing] = useState<'save' | 'finish'>('save');
  const needed = view.escrowFile !== null && !view.companionsSaved;

  const save = () => {
    setDoing('save');
    void working.start(
      () => ask('ceremony.saveCompanions', { ceremony: view.ceremony }),
      (answer) => {
        setFailure(answer.ok ? null : { of: 'save', failure: answer.error });
        if (!answer.ok || answer.value === null) return;
        setFolder(answer.value.folder);
        take(answer.value.view);
      },
    );
  };
  const finish = () => {
    setDoing('finish');
    void working.start(
      () => ask('ceremony.finish', { ceremony: view.ceremony }),
      (answer) => {
        setFailure(answer.ok ? null : { of: 'finish', failure: answer.error });
        if (!answer.ok) return;
        void loadRegister();
        void loadVault();
        finished(answer.value.set);
      },
    );
  };

  return (
    <Screen
      reading
      place={say('ceremony.place', { step: 6 })}
      title={say('ceremony.companions.title')}
      windowTitle={say('app.window', { place: say('ceremony.companions.title') })}
      lead={<p>{say('ceremony.companions.lead')}</p>}
      tools={<AbortCeremony view={view} />}
      status={
        <output>
          {folder !== null && (
            <>
              {say('ceremony.companions.saved')} <Code breaks>{folder}</Code>
            </>
          )}
          {needed && say('ceremony.companions.needed')}
        </output>
      }
      actions={
        view.companionsSaved ? (
          <Action kind="primary" busy={working.busy && doing === 'finish'} onPress={finish}>
            {say('ceremony.companions.finish')}
          </Action>
        ) : (
          <>
            {!needed && (
              <Action
                busy={working.busy && doing === 'finish'}
                disabled={working.busy && doing === 'save'}
                onPress={finish}
              >
                {say('ceremony.companions.without')}
              </Action>
            )}
            <Action
              kind="primary"
              icon={FolderDown}
              busy={working.busy && doing === 'save'}
              disabled={working.busy && doing === 'finish'}
              onPress={save}
            >
              {say('ceremony.companions.save')}
            </Action>
          </>
        )
      }
    >
      {failure !== null && <FailureNotice failure={failure.failure} />}
      {failure?.of === 'finish' && <Notice tone="warning" title={say('ceremony.companions.failed')} />}
      <ul className="plain-list">
        {view.escrowFile !== null && (
          <li>
            <strong>{say('ceremony.companions.escrow')}</strong> <Code breaks>{view.escrowFile.name}</Code>
          </li>
        )}
        <li>{say('ceremony.companions.page')}</li>
        <li>{say('ceremony.companions.format')}</li>
      </ul>
      <ShareProgress view={view} now={null} />
    </Screen>
  );
}
