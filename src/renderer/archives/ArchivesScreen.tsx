import { RefreshCw } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { formatTime, formatZone } from '../../shared/format/dates';
import type { ServerView, Survey } from '../../shared/ipc/server-calls';
import type { Archive } from '../base/client';
import { Action } from '../base/controls/Action';
import { Code, Data } from '../base/controls/Data';
import { FailureNotice } from '../base/controls/FailureNotice';
import { Screen } from '../base/controls/Screen';
import { useNavigation } from '../base/navigation';
import { useSay } from '../base/speech';
import { ForgetServer } from '../servers/ForgetServer';
import { useSurveyed, useSurveys } from '../servers/survey-store';
import { ArchiveList } from './ArchiveList';
import { FilterBar } from './FilterBar';
import { NoArchives } from './NoArchives';
import { momentWords, scopeWords, sizeWords } from './scope';
import { type Filter, likeliest, narrow, searchText } from './timeline';
import './archives.css';

const EVERYTHING: Filter = { text: '', scope: 'all', order: 'newest' };

/** The archives of a site whose fingerprint is confirmed, as a timeline; one is chosen here. */
export function ArchivesScreen({ server, survey }: { server: ServerView; survey: Survey }) {
  const say = useSay();
  const { go } = useNavigation();
  const { asking, failure, at } = useSurveyed(server.id);
  const ask = useSurveys((surveys) => surveys.ask);
  const [filter, setFilter] = useState(EVERYTHING);
  const [chosen, setChosen] = useState<string | null>(() => likeliest(survey.archives)?.id ?? null);
  const now = useNow();

  const texts = useMemo(() => new Map(survey.archives.map((archive) => [archive.id, searchText(archive)])), [survey]);
  const shown = useMemo(() => narrow(survey.archives, filter, texts), [survey, filter, texts]);
  // An archive that a filter hides or that the server no longer has is not chosen any more.
  const choice = shown.find((archive) => archive.id === chosen) ?? null;
  const none = survey.archives.length === 0;
  const prepare = (archive: string) => go({ at: 'prepare', server: server.id, archive, kept: {} });

  return (
    <Screen
      title={<Data>{server.siteName}</Data>}
      windowTitle={say('app.window', { place: server.siteName })}
      lead={
        <p className="archives-lead">
          <span>{say('app.archives.count', { count: survey.archives.length })}</span>
          {at !== null && (
            <span>
              {say('app.archives.as-of', { time: formatTime(new Date(at).toISOString()), zone: formatZone(at) })}
            </span>
          )}
          {survey.fingerprint !== null && (
            <span>
              {say('app.archives.site-key')} <Code>{survey.fingerprint}</Code>
            </span>
          )}
          {survey.proxy !== null && <span>{say('app.archives.proxy', { proxy: survey.proxy })}</span>}
          {survey.unreadable.length > 0 && (
            <span>{say('app.archives.unreadable', { count: survey.unreadable.length })}</span>
          )}
        </p>
      }
      tools={
        <>
          <ForgetServer server={server} />
          {!none && (
            <Action kind="quiet" icon={RefreshCw} busy={asking} onPress={() => void ask(server.id)}>
              {say('app.archives.refresh')}
            </Action>
          )}
        </>
      }
      bodyScrolls={false}
      status={choice === null ? <p>{!none && say('app.archives.choose-one')}</p> : <Choice archive={choice} />}
      actions={
        none ? (
          <Action kind="primary" icon={RefreshCw} busy={asking} onPress={() => void ask(server.id)}>
            {say('app.archives.refresh')}
          </Action>
        ) : (
          <>
            <Action
              disabled={choice === null}
              onPress={() =>
                choice !== null && go({ at: 'prepare-drill', server: server.id, archive: choice.id, kept: {} })
              }
            >
              {say('app.archives.drill')}
            </Action>
            <Action kind="primary" disabled={choice === null} onPress={() => choice !== null && prepare(choice.id)}>
              {say('app.archives.restore')}
            </Action>
          </>
        )
      }
    >
      {failure !== null && !asking && <FailureNotice failure={failure} />}
      {none ? (
        <NoArchives site={survey.site} />
      ) : (
        <>
          <FilterBar filter={filter} onChange={setFilter} shown={shown.length} all={survey.archives.length} />
          <ArchiveList
            // Another order begins at its top again.
            key={filter.order}
            archives={shown}
            order={filter.order}
            present={survey.fingerprint}
            now={now}
            chosen={choice?.id ?? null}
            onChoose={setChosen}
            onOpen={prepare}
          />
        </>
      )}
    </Screen>
  );
}

function Choice({ archive }: { archive: Archive }) {
  const say = useSay();
  return (
    <p className="choice">
      <strong>
        <Data>{momentWords(say, archive)}</Data>
      </strong>
      <span>{scopeWords(say, archive.scope)}</span>
      <Data>{sizeWords(say, archive)}</Data>
    </p>
  );
}

/** The present time, by the minute: ages are shown no finer than that. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
