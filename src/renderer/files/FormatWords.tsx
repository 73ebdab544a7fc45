import type { OpenedFile } from '../../shared/ipc/file-calls';
import { useSay } from '../base/speech';
import './files.css';

type FormatId = OpenedFile['format'];

/** The name of a format in words. */
export function FormatWords({ format }: { format: FormatId }) {
  const say = useSay();
  return say(`format.${format}`);
}

/** Formats that lie within each other, the outermost first. */
export function FormatsWithin({ formats }: { formats: readonly FormatId[] }) {
  return formats.map((format, depth) => (
    // oxlint-disable-next-line react/no-array-index-key -- the same format may lie within itself
    <span key={depth} className="envelope">
      <FormatWords format={format} />
    </span>
  ));
}
