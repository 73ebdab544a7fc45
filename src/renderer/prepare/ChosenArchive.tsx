import { momentWords, scopeWords, sizeWords } from '../archives/scope';
import type { Archive } from '../base/client';
import { Code, Data } from '../base/controls/Data';
import { useSay } from '../base/speech';

/** The archive that was chosen, in one line. */
export function ChosenArchive({ archive }: { archive: Archive }) {
  const say = useSay();
  return (
    <p className="choice">
      <strong>
        <Data>{momentWords(say, archive)}</Data>
      </strong>
      <span>{scopeWords(say, archive.scope)}</span>
      <Data>{sizeWords(say, archive)}</Data>
      <Code breaks>{archive.name}</Code>
    </p>
  );
}
