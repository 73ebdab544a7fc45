import type { MessageKey } from '../../shared/messages/catalogue';
import { Code } from '../base/controls/Data';
import { Fact, Facts } from '../base/controls/Facts';
import { Section } from '../base/controls/Section';
import { useSay } from '../base/speech';

const NAMES: Record<string, MessageKey> = { licenseKey: 'app.said.license-key', tenantId: 'app.said.tenant-id' };

/** What a header says in clear, and that nothing vouches for it. */
export function HeaderFacts({ said }: { said: Readonly<Record<string, string>> }) {
  const say = useSay();
  const pairs = Object.entries(said);
  if (pairs.length === 0) return null;
  return (
    <Section title={say('app.said.title')}>
      <Facts>
        {pairs.map(([name, value]) => {
          const key = NAMES[name];
          return (
            <Fact key={name} name={key === undefined ? name : say(key)}>
              <Code breaks>{value}</Code>
            </Fact>
          );
        })}
      </Facts>
      <p className="said-remark">{say('app.said.remark')}</p>
    </Section>
  );
}
