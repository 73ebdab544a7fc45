import { useSay } from '../app/speech';
import { momentWords, scopeWords, sizeWords } from '../archives/scope';
import type { Archive } from '../client';
import { Code, Data } from '../controls/Data';

/** The archive that was chosen, in one line. */
export function ChosenArchive({ archive: { backup } }: { archive: Archive }) {
  const say = useSay();
  return (
    <p className="choice">
      <strong>
        <Data>{momentWords(say, backup)}</Data>
      </strong>
      <span>{scopeWords(say, backup.scope)}</span>
      <Data>{sizeWords(say, backup)}</Data>
      <Code breaks>{backup.name}</Code>
    </p>
  );
}
