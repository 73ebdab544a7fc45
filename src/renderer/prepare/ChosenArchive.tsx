import { momentWords, scopeWords, sizeWords } from '../archives/scope';
import type { Archive } from '../base/client';
import { Code, Data } from '../base/controls/Data';
import { useSay } from '../base/speech';

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
