import {
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleX,
  FileSearch,
  History,
  KeyRound,
  LoaderCircle,
  type LucideIcon,
  NotebookText,
  Plus,
  Settings,
  ShieldAlert,
  ShieldCheck,
  ShieldQuestionMark,
  TriangleAlert,
  Users,
} from 'lucide-react';
import { Button } from 'react-aria-components';
import type { AppState } from '../../shared/ipc/app-calls';
import type { ServerView } from '../../shared/ipc/server-calls';
import { ask } from '../base/client';
import { Data } from '../base/controls/Data';
import { type Route, useNavigation } from '../base/navigation';
import { useSay } from '../base/speech';
import { isProven, useJobs, useReport } from '../jobs/job-store';
import { isDrill, type Plan } from '../jobs/plan';
import { useLeftovers } from '../leftovers/leftover-store';
import { useSurveyed } from '../servers/survey-store';
import { AppearanceSwitch } from './AppearanceSwitch';

/** Every screen of escrow. */
const ESCROW_ROUTES: ReadonlySet<Route['at']> = new Set([
  'escrow',
  'escrow-set',
  'check-in',
  'hand-over',
  'receipt',
  'recovery',
  'ceremony',
]);

/** Left in every screen: the servers, the restore that runs, and what Salvor says of itself. */
export function Sidebar({ state, servers }: { state: AppState; servers: readonly ServerView[] }) {
  const say = useSay();
  const { route, go } = useNavigation();
  const leftovers = useLeftovers((store) => store.leftovers?.length ?? 0);
  const practice = servers.filter((server) => server.practice);
  const own = servers.filter((server) => !server.practice);

  return (
    <aside className="sidebar" aria-label={say('app.sidebar.label')}>
      <Button
        className="sidebar-name"
        onPress={() => go({ at: 'welcome' })}
        aria-current={route.at === 'welcome' ? 'page' : undefined}
      >
        <span translate="no">Salvor</span>
      </Button>
      <nav className="sidebar-nav" aria-label={say('app.sidebar.screens')}>
        <ul className="sidebar-list">
          <li>
            <ScreenEntry
              icon={FileSearch}
              to={{ at: 'open', failure: null }}
              here={route.at === 'open' || route.at === 'file' || route.at === 'browse'}
            >
              {say('app.sidebar.open')}
            </ScreenEntry>
          </li>
          <li>
            <ScreenEntry
              icon={History}
              to={{ at: 'drills' }}
              here={route.at === 'drills' || route.at === 'drill' || route.at === 'batch'}
            >
              {say('app.sidebar.drills')}
            </ScreenEntry>
          </li>
          {(leftovers > 0 || route.at === 'leftovers') && (
            <li>
              <ScreenEntry icon={CirclePause} to={{ at: 'leftovers' }} here={route.at === 'leftovers'}>
                {say('leftovers.sidebar', { count: leftovers })}
              </ScreenEntry>
            </li>
          )}
          <li>
            <ScreenEntry
              icon={KeyRound}
              to={{ at: 'keys' }}
              here={route.at === 'keys' || route.at === 'key' || route.at === 'add-key'}
            >
              {say('app.sidebar.keys')}
            </ScreenEntry>
          </li>
          <li>
            <ScreenEntry icon={Users} to={{ at: 'escrow' }} here={ESCROW_ROUTES.has(route.at)}>
              {say('app.sidebar.escrow')}
            </ScreenEntry>
          </li>
          <li>
            <ScreenEntry icon={NotebookText} to={{ at: 'logbook' }} here={route.at === 'logbook'}>
              {say('app.sidebar.logbook')}
            </ScreenEntry>
          </li>
        </ul>
        {practice.length > 0 && (
          <section>
            <h2 className="sidebar-heading">{say('app.sidebar.practice')}</h2>
            <ServerList servers={practice} />
          </section>
        )}
        <section>
          <h2 className="sidebar-heading">{say('app.sidebar.own')}</h2>
          {own.length > 0 ? <ServerList servers={own} /> : <p className="sidebar-empty">{say('app.sidebar.none')}</p>}
          <Button
            className="sidebar-entry sidebar-add"
            onPress={() => go({ at: 'connect' })}
            aria-current={route.at === 'connect' ? 'page' : undefined}
          >
            <Plus size={16} />
            <span>{say('app.sidebar.add')}</span>
          </Button>
        </section>
        <PresentJob />
      </nav>
      <footer className="sidebar-foot">
        <div className="sidebar-tools">
          <AppearanceSwitch appearance={state.appearance} />
          <Button
            className="icon-button"
            aria-label={say('app.sidebar.settings')}
            aria-current={route.at === 'settings' ? 'page' : undefined}
            onPress={() => go({ at: 'settings' })}
          >
            <span title={say('app.sidebar.settings')} className="switch-icon">
              <Settings size={16} />
            </span>
          </Button>
        </div>
        <p className="sidebar-about">
          <span>{say('app.sidebar.version', { version: state.version })}</span>
          <Button className="link" onPress={() => void ask('app.openLink', { link: 'licence' })}>
            {say('app.sidebar.licence')}
          </Button>
        </p>
      </footer>
    </aside>
  );
}

function ScreenEntry({
  icon: Icon,
  to,
  here,
  children,
}: {
  icon: LucideIcon;
  to: Route;
  here: boolean;
  children: string;
}) {
  const { go } = useNavigation();
  return (
    <Button className="sidebar-entry" onPress={() => go(to)} aria-current={here ? 'page' : undefined}>
      <span className="sidebar-sign">
        <Icon size={16} />
      </span>
      <span className="sidebar-site">{children}</span>
    </Button>
  );
}

function ServerList({ servers }: { servers: readonly ServerView[] }) {
  return (
    <ul className="sidebar-list">
      {servers.map((server) => (
        <li key={server.id}>
          <ServerEntry server={server} />
        </li>
      ))}
    </ul>
  );
}

const TRUST = {
  checked: { icon: ShieldCheck, className: 'sidebar-sign sidebar-sign-good' },
  changed: { icon: ShieldAlert, className: 'sidebar-sign sidebar-sign-stop' },
  unchecked: { icon: ShieldQuestionMark, className: 'sidebar-sign' },
} as const;

function ServerEntry({ server }: { server: ServerView }) {
  const say = useSay();
  const { route, go } = useNavigation();
  const here =
    (route.at === 'server' || route.at === 'prepare' || route.at === 'prepare-drill') && route.server === server.id;
  const { survey } = useSurveyed(server.id);
  const trust =
    server.pinned === null
      ? 'unchecked'
      : survey === null || survey.fingerprint === server.pinned
        ? 'checked'
        : 'changed';
  const { icon: Shield, className } = TRUST[trust];
  const words = say(`app.sidebar.${trust}`);
  return (
    <Button
      className="sidebar-entry"
      onPress={() => go({ at: 'server', server: server.id })}
      aria-current={here ? 'page' : undefined}
    >
      <span className={className} title={words}>
        <Shield size={16} />
      </span>
      <span className="sidebar-words">
        <span className="sidebar-site">
          <Data title={server.siteName}>{server.siteName}</Data>
        </span>
        <span className="sidebar-host">
          <Data title={server.url}>{hostOf(server.url)}</Data>
        </span>
      </span>
      <span className="unseen">{words}</span>
    </Button>
  );
}

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}

/** What the present job is called, and what it says when it has ended well or not. */
const JOB_WORDS = {
  restore: { heading: 'app.sidebar.restore', failed: 'app.sidebar.restore-failed' },
  open: { heading: 'app.sidebar.opening', failed: 'app.sidebar.restore-failed' },
  drill: { heading: 'app.sidebar.drill', failed: 'app.sidebar.drill-failed' },
  batch: { heading: 'app.sidebar.batch', failed: 'app.sidebar.batch-failed' },
} as const;

/** The way back to a restore or drill that runs, or that has ended and was not put away. */
function PresentJob() {
  const say = useSay();
  const { route, go } = useNavigation();
  const job = useJobs((jobs) => jobs.job);
  const { end, drills, progress } = useReport();
  if (job === null) return null;

  const words = JOB_WORDS[job.plan.kind !== 'batch' && isDrill(job.plan) ? 'drill' : job.plan.kind];
  const paused = progress?.paused ?? false;
  const proven = end !== null && isProven(job.plan, end, drills);
  // Less than proven, and taken all the same.
  const written = end?.kind === 'restore' && end.outcome.ok && !proven;
  const Icon =
    end === null ? (paused ? CircleDashed : LoaderCircle) : proven ? CircleCheck : written ? TriangleAlert : CircleX;
  const tone =
    end === null ? '' : proven ? ' sidebar-sign-good' : written ? ' sidebar-sign-warning' : ' sidebar-sign-stop';
  return (
    <section>
      <h2 className="sidebar-heading">{say(words.heading)}</h2>
      <Button
        className="sidebar-entry"
        onPress={() => go({ at: 'job' })}
        aria-current={route.at === 'job' ? 'page' : undefined}
      >
        <span className={`sidebar-sign${tone}`}>
          <Icon size={16} className={end === null && !paused ? 'turning' : undefined} />
        </span>
        <span className="sidebar-words">
          <span className="sidebar-site">
            {end === null
              ? say(paused ? 'app.sidebar.restore-paused' : 'app.sidebar.restore-running')
              : say(proven ? 'app.sidebar.restore-proven' : written ? 'app.sidebar.restore-written' : words.failed)}
          </span>
          <span className="sidebar-host">
            {job.plan.kind === 'batch' ? (
              say('batch.sites-count', { count: job.plan.sites.length })
            ) : (
              <Data>{nameOf(job.plan)}</Data>
            )}
          </span>
        </span>
      </Button>
    </section>
  );
}

/** The file that a job makes, or the archive that it only proves. */
function nameOf(plan: Plan): string {
  if (!isDrill(plan)) return plan.destination.name;
  return plan.kind === 'server-drill' ? plan.archive.name : plan.file.name;
}
