import { useState } from 'react';
import type { Destination } from '../../shared/ipc/destination-calls';
import type { OpenedFile } from '../../shared/ipc/file-calls';
import { ask, type Scope } from '../base/client';
import { Action } from '../base/controls/Action';
import { Data } from '../base/controls/Data';
import { FailureNotice } from '../base/controls/FailureNotice';
import { Screen } from '../base/controls/Screen';
import { type Routes, useNavigation } from '../base/navigation';
import { useSay } from '../base/speech';
import type { BroughtBack, RecoveryUse } from '../escrow/recovery-store';
import { useDrills } from '../jobs/drill-store';
import { type Given, missingForFile, type Need, NOTHING_GIVEN, needOf, needsOf } from '../jobs/given';
import type { Plan } from '../jobs/plan';
import { useStart } from '../jobs/use-start';
import { OperatorStep } from '../prepare/OperatorStep';
import { PlaceStep } from '../prepare/PlaceStep';
import { Readiness } from '../prepare/Readiness';
import { ChosenFile } from './ChosenFile';
import { HeaderFacts } from './HeaderFacts';
import { type Purpose, PurposeStep } from './PurposeStep';
import { SecretsStep } from './SecretsStep';
import { useVaultSecrets } from './use-vault-secrets';
import '../prepare/prepare.css';
import './files.css';

declare module '../base/navigation' {
  interface Routes {
    file: { file: OpenedFile; kept: KeptForFile; brought?: BroughtBack };
  }
}

/** What a former try of the same file already settled. */
export interface KeptForFile {
  purpose?: Purpose;
  destination?: Destination;
  given?: Given;
  scope?: Scope;
  /** Secrets that turned out to be needed within the file. */
  within?: readonly Need[];
}

const START_WORDS = {
  open: 'app.file.start-open',
  browse: 'app.file.start-browse',
  drill: 'app.drill.start',
} as const;

/** One file: what it is, what is wanted of it, and what that takes. */
export function FileScreen({ file, kept, brought }: Routes['file']) {
  const say = useSay();
  const { go } = useNavigation();
  const { operator, setOperator } = useDrills();
  const [purpose, setPurpose] = useState<Purpose>(kept.purpose ?? 'open');
  const [destination, setDestination] = useState(kept.destination ?? null);
  const [overwrite, setOverwrite] = useState(false);
  const [given, setGiven] = useState(() => withBrought(kept.given ?? NOTHING_GIVEN, brought));
  const [scope, setScope] = useState(kept.scope ?? 'full');
  const [within, setWithin] = useState(kept.within ?? []);
  const { failure, starting, running, begin } = useStart({
    isHere: (route) => route.at === 'file' && route.file.token === file.token,
    onRefusal: (refusal) => {
      const need = needOf(refusal);
      // The main process forgets secrets that were not used for long; then they must be given again.
      if (need === null) return;
      setWithin([...within, need]);
      setGiven(without(given, need));
    },
  });

  const searching = useVaultSecrets(file, given, setGiven);

  const needs = needsOf(file, within);
  const lacks = missingForFile({ purpose, needs, given, destination, overwrite, operator });
  const secretsLack = lacks.some((lack) => lack === 'key' || lack === 'passphrase' || lack === 'password');
  const fromCards = (kind: RecoveryUse['kind']) => {
    const settled = { purpose, scope, within, given, ...(destination === null ? {} : { destination }) };
    go({ at: 'recovery', use: { kind, fingerprint: null, back: { at: 'file', file, kept: settled } } });
  };
  const plan = (): Plan | null => {
    if (lacks.length > 0 || purpose === 'browse') return null;
    if (purpose === 'drill') return { kind: 'file-drill', file, given, scope, operator: operator.trim() };
    return destination === null ? null : { kind: 'open', file, destination, given, scope, overwrite };
  };
  const startPlan = () => {
    if (purpose === 'browse' && lacks.length === 0) go({ at: 'browse', file, given, from: 'file' });
    const next = plan();
    if (next !== null) begin(next);
  };

  return (
    <Screen
      place={say('app.open.title')}
      title={<Data>{file.name}</Data>}
      windowTitle={say('app.window', { place: file.name })}
      lead={<ChosenFile file={file} named={false} />}
      status={<Readiness lacks={lacks} besides={purpose === 'browse'} />}
      actions={
        <>
          <Action disabled={starting} onPress={() => go({ at: 'open', failure: null })}>
            {say('app.file.other')}
          </Action>
          <Action
            kind="primary"
            busy={starting}
            disabled={(running && purpose !== 'browse') || lacks.length > 0}
            onPress={startPlan}
          >
            {say(START_WORDS[purpose])}
          </Action>
        </>
      }
    >
      {failure !== null && <FailureNotice failure={failure} />}
      <HeaderFacts said={file.said} />
      <ol className="sections">
        <PurposeStep
          number={1}
          purpose={purpose}
          onPurpose={setPurpose}
          scope={file.holds === 'portal-export' && purpose !== 'browse' ? scope : null}
          onScope={setScope}
        />
        {purpose === 'open' && (
          <PlaceStep
            number={2}
            title={say('app.file.place')}
            ask={() => ask('destinations.chooseForFile', { file: file.token })}
            destination={destination}
            overwrite={overwrite}
            onChoose={(next) => {
              setDestination(next);
              setOverwrite(false);
            }}
            onOverwrite={setOverwrite}
          />
        )}
        <SecretsStep
          number={purpose === 'open' ? 3 : 2}
          format={file.format}
          needs={needs}
          done={!secretsLack}
          given={given}
          searching={searching}
          onChange={setGiven}
          onCards={fromCards}
        />
        {purpose === 'drill' && <OperatorStep number={3} value={operator} onChange={setOperator} />}
      </ol>
    </Screen>
  );
}

/** The same with a secret that came back from cards. */
function withBrought(given: Given, brought: BroughtBack | undefined): Given {
  if (brought === undefined) return given;
  if (brought.kind === 'site-key') return { ...given, key: brought.key };
  if (brought.kind === 'passphrase') return { ...given, passphrase: brought.secret };
  return { ...given, databasePasswords: [...given.databasePasswords, brought.secret] };
}

/** The same without the secret of that kind, which has to be given again. */
function without(given: Given, need: Need): Given {
  if (need === 'private-key') return { ...given, key: null };
  if (need === 'passphrase') return { ...given, passphrase: null };
  return { ...given, databasePasswords: [] };
}
