import { CircleCheck, Clock, TriangleAlert } from 'lucide-react';
import { formatShortDay, formatTime } from '../../shared/format/dates';
import { explain } from '../../shared/messages/catalogue';
import { momentWords, scopeWords, sizeWords } from '../archives/scope';
import type { Archive } from '../base/client';
import { Action } from '../base/controls/Action';
import { Code, Data } from '../base/controls/Data';
import { useNavigation } from '../base/navigation';
import { useSay } from '../base/speech';
import { SiteName } from './SiteName';
import type { Site } from './sites';

/** Each site with its newest archive and what it needs. */
export function SitesToProve({ sites }: { sites: readonly Site[] }) {
  const say = useSay();
  return (
    <table className="batch">
      <thead>
        <tr>
          <th scope="col">{say('batch.site')}</th>
          <th scope="col">{say('batch.newest')}</th>
          <th scope="col">{say('batch.needs')}</th>
        </tr>
      </thead>
      <tbody>
        {sites.map((site) => (
          <tr key={site.server.id}>
            <th scope="row">
              <SiteName server={site.server} />
            </th>
            <td>
              {site.archive === null ? (
                say(site.state === 'empty' ? 'batch.no-archive' : 'batch.unknown')
              ) : (
                <Newest archive={site.archive} />
              )}
            </td>
            <td>
              <Needs site={site} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Newest({ archive }: { archive: Archive }) {
  const say = useSay();
  return (
    <>
      <Data title={archive.name}>
        {archive.createdAt === null
          ? momentWords(say, archive)
          : `${formatShortDay(archive.createdAt)}, ${formatTime(archive.createdAt)}`}
      </Data>
      <span className="batch-more">
        {scopeWords(say, archive.scope)}, <Data>{sizeWords(say, archive)}</Data>
      </span>
    </>
  );
}

function Needs({ site }: { site: Site }) {
  const say = useSay();
  const { go } = useNavigation();
  const { server, state, needed, failure } = site;
  const stops = state === 'api-key' || state === 'unchecked' || state === 'changed';
  const tone = state === 'ready' ? 'good' : state === 'asking' ? 'quiet' : 'warning';
  const Icon = tone === 'good' ? CircleCheck : tone === 'quiet' ? Clock : TriangleAlert;
  return (
    <div className={`batch-verdict batch-${tone}`}>
      <Icon size={16} />
      <div>
        <span>{say(state === 'ready' && needed === null ? 'batch.state.open' : `batch.state.${state}`)}</span>
        {(state === 'ready' || state === 'key') && needed !== null && (
          <span className="batch-more">
            <Code>{needed}</Code>
          </span>
        )}
        {(state === 'unreached' || state === 'empty') && (
          <span className="batch-more">
            {say('batch.tried-all-the-same', { why: failure === null ? null : explain(say, failure).title })}
          </span>
        )}
        {stops && (
          <Action kind="quiet" onPress={() => go({ at: 'server', server: server.id })}>
            {say('batch.see-to-it')}
          </Action>
        )}
      </div>
    </div>
  );
}
