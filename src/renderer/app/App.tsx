import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import { Action } from '../base/controls/Action';
import { FailureNotice } from '../base/controls/FailureNotice';
import { useNavigation } from '../base/navigation';
import { useSession } from '../base/session-store';
import { Speech, useSay } from '../base/speech';
import { useCeremony } from '../escrow/ceremony-store';
import { DropVeil } from '../files/DropVeil';
import { takeHandedFile } from '../files/handed-file';
import { useDrills } from '../jobs/drill-store';
import { findPresentJob, followJobs } from '../jobs/job-store';
import { followLeftovers, useLeftovers } from '../leftovers/leftover-store';
import { ClearedScreen } from '../privacy/ClearedScreen';
import { PausedRecoveryScreen } from '../privacy/PausedRecoveryScreen';
import { PauseWarning } from '../privacy/PauseWarning';
import { followPrivacy, usePrivacy } from '../privacy/privacy-store';
import { followServers, useServers } from '../servers/server-store';
import { followVault, useVault } from '../vault/vault-store';
import { WelcomeScreen } from '../welcome/WelcomeScreen';
import { MishapBoundary } from './Mishap';
import { Sidebar } from './Sidebar';
import './app.css';

/** The whole window: it asks for what every screen needs, and then shows where the person is. */
export function App() {
  const session = useSession();
  const servers = useServers();

  useEffect(() => followJobs(), []);

  useEffect(() => followServers(), []);

  useEffect(() => followVault(), []);

  useEffect(() => followLeftovers(), []);

  useEffect(() => followPrivacy(), []);

  useEffect(() => window.salvor.on('files.waiting', () => void takeHandedFile()), []);

  useEffect(() => {
    void begin();
  }, []);

  return (
    <Speech locale={session.state?.locale ?? 'en'}>
      <MishapBoundary>
        {session.state !== null && servers.servers !== null ? (
          <Covered>
            <div className="window">
              <Sidebar state={session.state} servers={servers.servers} />
              <Place />
              <DropVeil />
            </div>
          </Covered>
        ) : (
          <Waiting />
        )}
      </MishapBoundary>
    </Speech>
  );
}

/** Loads what every screen needs; someone who has connected a server before arrives there. */
async function begin() {
  await Promise.all([
    useSession.getState().load(),
    useServers.getState().load(),
    useVault.getState().load(),
    usePrivacy.getState().load(),
  ]);
  void useDrills.getState().load();
  void useLeftovers.getState().load();
  const own = useServers.getState().servers?.find(({ practice }) => !practice);
  const { route, go } = useNavigation.getState();
  if (own !== undefined && route.at === 'welcome') go({ at: 'server', server: own.id });
  // A window that was loaded again, as it is when the vault locks, returns to what runs, or says what was wiped or that
  // the vault is locked.
  if (await findPresentJob()) go({ at: 'job' });
  else if (await useCeremony.getState().load()) go({ at: 'ceremony' });
  else if (useVault.getState().status?.lockedBy != null) go({ at: 'keys' });
  await takeHandedFile();
}

/** The window itself, unless it is covered, or a person first has to read what was cleared. */
function Covered({ children }: { children: ReactNode }) {
  const { paused, cleared } = usePrivacy();
  if (paused !== null) return <PausedRecoveryScreen paused={paused} />;
  if (cleared !== null) return <ClearedScreen cleared={cleared} />;
  return (
    <>
      {children}
      <PauseWarning />
    </>
  );
}

/** Until main has answered what every screen needs, and a way to try again if it fails. */
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

/** Every screen but the first: the start does not wait for them, and they are read before a person asks for one. */
const readRouteScreen = () => import('./RouteScreen');
/** Not while a quick person presses the first button. */
const AT_THE_LATEST = { timeout: 1_000 };
const RouteScreen = lazy(async () => ({ default: (await readRouteScreen()).RouteScreen }));

/** Where the person is. */
function Place() {
  const { route } = useNavigation();
  useEffect(() => {
    const soon = requestIdleCallback(() => void readRouteScreen(), AT_THE_LATEST);
    return () => cancelIdleCallback(soon);
  }, []);
  if (route.at === 'welcome') return <WelcomeScreen />;
  return (
    <Suspense fallback={<main className="screen" />}>
      <RouteScreen route={route} />
    </Suspense>
  );
}
