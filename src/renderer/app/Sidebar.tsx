import { CircleCheck, CircleDashed, CircleX, LoaderCircle, Plus, ShieldAlert, ShieldCheck, ShieldQuestionMark } from 'lucide-react';
import { Button } from 'react-aria-components';
import type { AppState, ServerView } from '../../shared/ipc/contract';
import { useSurveyed } from '../archives/survey-store';
import { ask } from '../client';
import { Data } from '../controls/Data';
import { useJobs, useReport } from '../running/job-store';
import { AppearanceSwitch } from './AppearanceSwitch';
import { useNavigation } from './route-store';
import { useSay } from './speech';

/** Left in every screen: the servers, the restore that runs, and what Salvor says of itself. */
export function Sidebar({ state, servers }: { state: AppState; servers: readonly ServerView[] }) {
  const say = useSay();
  const { route, go } = useNavigation();
  const practice = servers.filter((server) => server.practice);
  const own = servers.filter((server) => !server.practice);

  return (
    <aside className="sidebar" aria-label={say('app.sidebar.label')}>
      <Button className="sidebar-name" onPress={() => go({ at: 'welcome' })} aria-current={route.at === 'welcome' ? 'page' : undefined}>
        <span translate="no">Salvor</span>
      </Button>
      <nav className="sidebar-nav" aria-label={say('app.sidebar.servers')}>
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
        <PresentRestore />
      </nav>
      <footer className="sidebar-foot">
        <AppearanceSwitch appearance={state.appearance} />
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
  const here = (route.at === 'server' || route.at === 'prepare') && route.server === server.id;
  const { survey } = useSurveyed(server.id);
  const trust = server.pinned === null ? 'unchecked' : survey === null || survey.fingerprint === server.pinned ? 'checked' : 'changed';
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

/** The way back to a restore that runs, or that has ended and was not put away. */
function PresentRestore() {
  const say = useSay();
  const { route, go } = useNavigation();
  const job = useJobs((jobs) => jobs.job);
  const { outcome, progress } = useReport();
  if (job === null) return null;

  const paused = progress?.paused ?? false;
  const Icon = outcome === null ? (paused ? CircleDashed : LoaderCircle) : outcome.ok ? CircleCheck : CircleX;
  const words =
    outcome === null
      ? paused
        ? say('app.sidebar.restore-paused')
        : say('app.sidebar.restore-running')
      : say(outcome.ok ? 'app.sidebar.restore-proven' : 'app.sidebar.restore-failed');
  return (
    <section>
      <h2 className="sidebar-heading">{say('app.sidebar.restore')}</h2>
      <Button
        className="sidebar-entry"
        onPress={() => go({ at: 'restore' })}
        aria-current={route.at === 'restore' ? 'page' : undefined}
      >
        <span className={`sidebar-sign${outcome === null ? '' : outcome.ok ? ' sidebar-sign-good' : ' sidebar-sign-stop'}`}>
          <Icon size={16} className={outcome === null && !paused ? 'turning' : undefined} />
        </span>
        <span className="sidebar-words">
          <span className="sidebar-site">{words}</span>
          <span className="sidebar-host">
            <Data>{job.plan.destination.name}</Data>
          </span>
        </span>
      </Button>
    </section>
  );
}
