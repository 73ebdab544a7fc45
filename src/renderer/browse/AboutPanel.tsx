import { formatSize } from '../../shared/format/size';
import { dumpRows } from '../../shared/report/fact-rows';
import { Code, Data } from '../base/controls/Data';
import { Fact, Facts } from '../base/controls/Facts';
import { Section } from '../base/controls/Section';
import { useSay } from '../base/speech';
import { FormatsWithin } from '../files/FormatWords';
import { HeaderFacts } from '../files/HeaderFacts';
import { OpenedBy } from '../result/OpenedBy';
import type { Summary } from './use-browse';
import '../result/result.css';

/** What was checked by now and what was not, how the archive was opened, and what a dump says of itself. */
export function AboutPanel({ summary }: { summary: Summary }) {
  const say = useSay();
  const { sealed, layers, payload, keyFingerprint, derivation, said, archive, bytes, dump } = summary;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
    <section className="browse-reading" tabIndex={0} aria-label={say('browse.tab.about')}>
      <Section title={say('browse.about.checked')} className="explained">
        <ul className="plain-list">
          <li>{say(sealed ? 'browse.about.sealed' : 'browse.about.plain')}</li>
          <li>{say(`browse.about.${payload}`)}</li>
          <li>{say('browse.about.not-proven')}</li>
        </ul>
      </Section>
      {dump !== null && (
        <Section title={say('browse.about.dump')}>
          <Facts>
            {dumpRows(say, dump).rows.map(([name, value]) => (
              <Fact key={name} name={name}>
                <Data>{value}</Data>
              </Fact>
            ))}
          </Facts>
        </Section>
      )}
      <Section title={say('browse.about.origin')}>
        <Facts>
          <Fact name={say('app.result.origin-archive')}>
            <Code breaks>{archive.name}</Code> <Data>{formatSize(archive.bytes)}</Data>
          </Fact>
          <Fact name={say('app.result.origin-format')}>
            <FormatsWithin formats={[...layers, payload]} />
          </Fact>
          <Fact name={say('browse.about.bytes')}>
            <Data>{formatSize(bytes)}</Data>
          </Fact>
          <OpenedBy keyFingerprint={keyFingerprint} derivation={derivation} />
        </Facts>
      </Section>
      <HeaderFacts said={said} />
    </section>
  );
}
