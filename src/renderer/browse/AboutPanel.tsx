import { formatSize } from '../../shared/format/size';
import { dumpRows } from '../../shared/report/fact-rows';
import { Code, Data } from '../base/controls/Data';
import { Fact, Facts } from '../base/controls/Facts';
import { useSay } from '../base/speech';
import { FormatWords } from '../files/FormatWords';
import { SaidFacts } from '../files/SaidFacts';
import { DerivationWords } from '../result/DerivationWords';
import type { Summary } from './use-browse';
import '../result/result.css';

/** What was checked by now and what was not, how the archive was opened, and what a dump says of itself. */
export function AboutPanel({ summary }: { summary: Summary }) {
  const say = useSay();
  const { sealed, layers, payload, keyFingerprint, derivation, said, archive, bytes, dump } = summary;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
    <section className="browse-reading" tabIndex={0} aria-label={say('browse.tab.about')}>
      <section className="explained" aria-labelledby="checked-title">
        <h2 id="checked-title" className="section-title">
          {say('browse.about.checked')}
        </h2>
        <ul className="plain-list">
          <li>{say(sealed ? 'browse.about.sealed' : 'browse.about.plain')}</li>
          <li>{say(`browse.about.${payload}`)}</li>
          <li>{say('browse.about.not-proven')}</li>
        </ul>
      </section>
      {dump !== null && (
        <section aria-labelledby="dump-title">
          <h2 id="dump-title" className="section-title">
            {say('browse.about.dump')}
          </h2>
          <Facts>
            {dumpRows(say, dump).rows.map(([name, value]) => (
              <Fact key={name} name={name}>
                <Data>{value}</Data>
              </Fact>
            ))}
          </Facts>
        </section>
      )}
      <section aria-labelledby="origin-title">
        <h2 id="origin-title" className="section-title">
          {say('browse.about.origin')}
        </h2>
        <Facts>
          <Fact name={say('app.result.origin-archive')}>
            <Code breaks>{archive.name}</Code> <Data>{formatSize(archive.bytes)}</Data>
          </Fact>
          <Fact name={say('app.result.origin-format')}>
            {[...layers, payload].map((format, depth) => (
              // oxlint-disable-next-line react/no-array-index-key -- the same format may lie within itself
              <span key={depth} className="layer">
                <FormatWords format={format} />
              </span>
            ))}
          </Fact>
          <Fact name={say('browse.about.bytes')}>
            <Data>{formatSize(bytes)}</Data>
          </Fact>
          {keyFingerprint !== null && (
            <Fact name={say('app.result.origin-key')}>
              <Code>{keyFingerprint}</Code>
            </Fact>
          )}
          {derivation !== null && (
            <Fact name={say('app.result.origin-derivation')}>
              <DerivationWords derivation={derivation} />
            </Fact>
          )}
        </Facts>
      </section>
      <SaidFacts said={said} />
    </section>
  );
}
