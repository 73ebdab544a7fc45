import { formatSize } from '../../shared/format/size';
import type { DrillReport } from '../base/client';
import { Code, Data } from '../base/controls/Data';
import { Fact, Facts } from '../base/controls/Facts';
import { Section } from '../base/controls/Section';
import { useSay } from '../base/speech';
import { FormatsWithin } from '../files/FormatWords';

/** Which archive it was, so that the report cannot be taken for another's. */
export function ProvenArchive({ report: { archive, origin, machine, program } }: { report: DrillReport }) {
  const say = useSay();
  return (
    <Section title={say('report.heading.archive')}>
      <Facts>
        {origin.kind === 'server' ? (
          <>
            <Fact name={say('report.origin.site')}>
              <Data>{origin.site}</Data>
            </Fact>
            <Fact name={say('report.origin.server')}>
              <Code breaks>{origin.url}</Code>
            </Fact>
            {origin.fingerprint !== null && (
              <Fact name={say('report.origin.fingerprint')}>
                <Code>{origin.fingerprint}</Code>
              </Fact>
            )}
          </>
        ) : (
          <Fact name={say('report.origin.file')}>
            <Code breaks>{origin.path}</Code>
          </Fact>
        )}
        {archive === null ? (
          <Fact name={say('report.archive.name')}>{say('report.archive.none')}</Fact>
        ) : (
          <>
            <Fact name={say('report.archive.name')}>
              <Code breaks>{archive.name}</Code>
            </Fact>
            <Fact name={say('report.archive.size')}>
              {say('report.archive.size-value', { size: formatSize(archive.bytes), bytes: archive.bytes })}
            </Fact>
            <Fact name={say('report.archive.hash')}>
              {archive.sha256 === null ? say('report.archive.not-read') : <Code breaks>{archive.sha256}</Code>}
            </Fact>
            {archive.keyFingerprint !== null && (
              <Fact name={say('report.archive.key')}>
                <Code>{archive.keyFingerprint}</Code>
              </Fact>
            )}
            {archive.layers.length > 0 && (
              <Fact name={say('report.archive.layers')}>
                <FormatsWithin formats={[...archive.layers, archive.payload]} />
              </Fact>
            )}
          </>
        )}
        <Fact name={say('report.machine')}>
          <Data>
            {machine.name}, {machine.system}
          </Data>
        </Fact>
        <Fact name={say('report.program')}>{say('report.program-value', { version: program.version })}</Fact>
      </Facts>
    </Section>
  );
}
