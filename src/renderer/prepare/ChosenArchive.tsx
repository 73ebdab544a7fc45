import { formatMoment } from '../../shared/format/dates';
import { formatSize } from '../../shared/format/size';
import { useSay } from '../app/speech';
import { scopeWords } from '../archives/scope';
import type { Archive } from '../client';
import { Code, Data } from '../controls/Data';

/** The archive that was chosen, in one line. */
export function ChosenArchive({ archive: { backup } }: { archive: Archive }) {
  const say = useSay();
  return (
    <p className="choice">
      <strong>
        <Data>{formatMoment(backup.created_at)}</Data>
      </strong>
      <span>{scopeWords(say, backup.scope)}</span>
      <Data>{formatSize(backup.size)}</Data>
      <Code breaks>{backup.name}</Code>
    </p>
  );
}
