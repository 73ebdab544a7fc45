import { formatSize } from '../../shared/format/size';
import type { OpenedFile } from '../../shared/ipc/file-calls';
import { Code, Data } from '../base/controls/Data';
import { FormatWords } from './FormatWords';

/** The file that was chosen, in one line. */
export function ChosenFile({ file, named = true }: { file: OpenedFile; named?: boolean }) {
  return (
    <p className="choice">
      {named && (
        <strong>
          <Data>{file.name}</Data>
        </strong>
      )}
      <span>
        <FormatWords format={file.format} />
      </span>
      <Data>{formatSize(file.bytes)}</Data>
      <Code breaks>{file.folder}</Code>
    </p>
  );
}
