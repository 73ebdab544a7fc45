import { CircleCheck } from 'lucide-react';
import type { Say } from '../../shared/messages/catalogue';
import type { Site } from '../base/client';
import { Code, Data } from '../base/controls/Data';
import { Fact, Facts } from '../base/controls/Facts';
import { useSay } from '../base/speech';

/** What a server that answered says of itself and of the site that the API key belongs to. */
export function TestedSite({
  site,
  fingerprint,
  proxy,
}: {
  site: Site;
  fingerprint: string | null;
  proxy: string | null;
}) {
  const say = useSay();
  return (
    <section className="tested" aria-labelledby="tested-title">
      <h2 id="tested-title">
        <output className="tested-title">
          <CircleCheck size={20} />
          <span>{say('app.connect.tested.title')}</span>
        </output>
      </h2>
      <Facts>
        <Fact name={say('app.connect.tested.site')}>
          <Data>{site.name}</Data>
        </Fact>
        <Fact name={say('app.connect.tested.version')}>
          <Data>{site.version}</Data>
        </Fact>
        <Fact name={say('app.connect.tested.encryption')}>
          {say(site.requiresEncryption ? 'app.connect.tested.e2ee-required' : 'app.connect.tested.e2ee-optional')}
        </Fact>
        <Fact name={say('app.connect.tested.key')}>
          {fingerprint === null ? say('app.connect.tested.no-key') : <Code>{fingerprint}</Code>}
        </Fact>
        <Fact name={say('app.connect.tested.retention')}>{retentionWords(say, site.retention)}</Fact>
        {proxy !== null && (
          <Fact name={say('app.connect.tested.proxy')}>{say('app.connect.tested.proxy-value', { proxy })}</Fact>
        )}
      </Facts>
    </section>
  );
}

/** All tiers off keeps everything: "0 days" would read as the opposite. */
function retentionWords(say: Say, retention: Site['retention']): string {
  if (retention === null) return say('app.connect.tested.keeps-unknown');
  const { daily, weekly, monthly, yearly } = retention;
  return daily + weekly + monthly + yearly === 0
    ? say('app.connect.tested.keeps-all')
    : say('app.connect.tested.keeps', { daily, weekly, monthly, yearly });
}
