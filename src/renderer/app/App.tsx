import { useEffect } from 'react';
import { I18nProvider } from 'react-aria-components';
import { FORMAT_LOCALE } from '../../shared/format/locale';
import { ConnectScreen } from '../connect/ConnectScreen';
import { FailureNotice } from '../controls/FailureNotice';
import { Action } from '../controls/Action';
import { useDrills } from '../drill/drill-store';
import { DrillsScreen } from '../drill/DrillsScreen';
import { PastDrillScreen } from '../drill/PastDrillScreen';
import { PrepareDrillScreen } from '../drill/PrepareDrillScreen';
import { PrepareListScreen } from '../drill-list/PrepareListScreen';
import { useCeremony } from '../escrow/ceremony/ceremony-store';
import { CeremonyScreen } from '../escrow/ceremony/CeremonyScreen';
import { RecoveryScreen } from '../escrow/recovery/RecoveryScreen';
import { CheckInScreen } from '../escrow/register/CheckInScreen';
import { EscrowScreen } from '../escrow/register/EscrowScreen';
import { HandOverScreen } from '../escrow/register/HandOverScreen';
import { ReceiptScreen } from '../escrow/register/ReceiptScreen';
import { SetScreen } from '../escrow/register/SetScreen';
import { DropVeil } from '../files/DropVeil';
import { FileScreen } from '../files/FileScreen';
import { takeHandedFile } from '../files/handed-file';
import { OpenScreen } from '../files/OpenScreen';
import { followLeftovers, useLeftovers } from '../leftovers/leftover-store';
import { LeftoversScreen } from '../leftovers/LeftoversScreen';
import { LogbookScreen } from '../logbook/LogbookScreen';
import { LookScreen } from '../look/LookScreen';
import { AddKeyScreen } from '../keys/AddKeyScreen';
import { KeyScreen } from '../keys/KeyScreen';
import { KeysScreen } from '../keys/KeysScreen';
import { followVault, useVault } from '../keys/vault-store';
import { PrepareScreen } from '../prepare/PrepareScreen';
import { JobScreen } from '../running/JobScreen';
import { findPresentJob, followJobs } from '../running/job-store';
import { ServerScreen } from '../servers/ServerScreen';
import { followServers, useServers } from '../servers/server-store';
import { SettingsScreen } from '../settings/SettingsScreen';
import { WelcomeScreen } from '../welcome/WelcomeScreen';
import { MishapBoundary } from './Mishap';
import { useNavigation } from './route-store';
import { useSession } from './session-store';
import { Sidebar } from './Sidebar';
import { Speech, useSay } from './speech';
import './app.css';

/** The whole window: it asks for what every screen needs, and then shows where the person is. */
export function App() {
  const session = useSession();
  const servers = useServers();

  useEffect(() => followJobs(), []);

  useEffect(() => followServers(), []);

  useEffect(() => followVault(), []);

  useEffect(() => followLeftovers(), []);

  useEffect(() => window.salvor.on('file.waiting', () => void takeHandedFile()), []);

  useEffect(() => {
    void begin();
  }, []);

  return (
    <Speech locale={session.state?.locale ?? 'en'}>
      <I18nProvider locale={FORMAT_LOCALE}>
        <MishapBoundary>
          {session.state !== null && servers.servers !== null ? (
            <div className="window">
              <Sidebar state={session.state} servers={servers.servers} />
              <Room />
              <DropVeil />
            </div>
          ) : (
            <Waiting />
          )}
        </MishapBoundary>
      </I18nProvider>
    </Speech>
  );
}

/** Loads what every screen needs; someone who has connected a server before arrives there. */
async function begin() {
  await Promise.all([useSession.getState().load(), useServers.getState().load(), useVault.getState().load()]);
  void useDrills.getState().load();
  void useLeftovers.getState().load();
  const own = useServers.getState().servers?.find(({ practice }) => !practice);
  const { route, go } = useNavigation.getState();
  if (own !== undefined && route.at === 'welcome') go({ at: 'server', server: own.id });
  // A window that was loaded anew, as it is when the vault locks, goes back to what runs, says what was wiped, or that it is
  // locked.
  if (await findPresentJob()) go({ at: 'job' });
  else if (await useCeremony.getState().load()) go({ at: 'ceremony' });
  else if (useVault.getState().status?.lockedBy != null) go({ at: 'keys' });
  await takeHandedFile();
}

/** Until main has told what every screen needs; and a way on if it fails. */
function Waiting() {
  const say = useSay();
  const sessionFailure = useSession((session) => session.failure);
  const serversFailure = useServers((servers) => servers.failure);
  const failure = sessionFailure ?? serversFailure;
  return (
    <main className="window-waiting">
      <h1 className="screen-title" translate="no">
        Salvor
      </h1>
      {failure === null ? (
        <output className="asking">
          <span className="spinner" />
          <span>{say('app.start.waiting')}</span>
        </output>
      ) : (
        <FailureNotice
          failure={failure}
          actions={<Action onPress={() => void begin()}>{say('app.action.try-again')}</Action>}
        />
      )}
    </main>
  );
}

/** The screen of the present route. Each place has its own key, so that none inherits another's state. */
function Room() {
  const { route } = useNavigation();
  switch (route.at) {
    case 'welcome':
      return <WelcomeScreen />;
    case 'connect':
      return <ConnectScreen />;
    case 'server':
      return <ServerScreen key={route.server} id={route.server} />;
    case 'prepare':
      return (
        <PrepareScreen key={`${route.server}/${route.archive}`} id={route.server} archive={route.archive} kept={route.kept} />
      );
    case 'prepare-drill':
      return (
        <PrepareDrillScreen key={`${route.server}/${route.archive}`} id={route.server} archive={route.archive} kept={route.kept} />
      );
    case 'open':
      return <OpenScreen key={route.failure?.code ?? ''} failure={route.failure} />;
    case 'file':
      return <FileScreen key={route.file.token} file={route.file} kept={route.kept} />;
    case 'look':
      return <LookScreen key={route.subject.file.token} subject={route.subject} />;
    case 'drills':
      return <DrillsScreen />;
    case 'drill-list':
      return <PrepareListScreen />;
    case 'drill':
      return <PastDrillScreen key={route.job} job={route.job} />;
    case 'keys':
      return <KeysScreen />;
    case 'key':
      return <KeyScreen key={route.id} id={route.id} />;
    case 'add-key':
      return <AddKeyScreen />;
    case 'escrow':
      return <EscrowScreen />;
    case 'escrow-set':
      return <SetScreen key={`${route.set.set}${route.set.generation}`} at={route.set} />;
    case 'check-in':
      return <CheckInScreen key={route.share === null ? '' : `${route.share.set}${route.share.generation}/${route.share.index}`} share={route.share} />;
    case 'hand-over':
      return <HandOverScreen key={`${route.share.set}${route.share.generation}/${route.share.index}`} share={route.share} />;
    case 'receipt':
      return <ReceiptScreen key={route.found.receipt} found={route.found} />;
    case 'ceremony':
      return <CeremonyScreen />;
    case 'recovery':
      return <RecoveryScreen use={route.use} />;
    case 'logbook':
      return <LogbookScreen />;
    case 'settings':
      return <SettingsScreen />;
    case 'leftovers':
      return <LeftoversScreen />;
    case 'job':
      return <JobScreen />;
  }
}
