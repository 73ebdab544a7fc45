import { Code } from '../base/controls/Data';
import { useSay } from '../base/speech';
import './files.css';

const KNOWN = [
  'tspepk01',
  'tspenc01',
  'tspb-v1',
  'tspb-v2',
  'proxpanel-v1',
  'proxpanel-v2',
  'proxpanel-v2-tenant',
  'gzip',
  'zip',
  'postgresql-custom',
  'postgresql-sql',
  'tar',
  'unknown',
] as const;

/** The name of a format in words; the name that Salvor's engine has for it where there are none. */
export function FormatWords({ format }: { format: string }) {
  const say = useSay();
  const known = KNOWN.find((name) => name === format);
  return known === undefined ? <Code>{format}</Code> : <>{say(`app.format.${known}`)}</>;
}

/** Formats that lie within each other, the outermost first. */
export function FormatsWithin({ formats }: { formats: readonly string[] }) {
  return formats.map((format, depth) => (
    // oxlint-disable-next-line react/no-array-index-key -- the same format may lie within itself
    <span key={depth} className="envelope">
      <FormatWords format={format} />
    </span>
  ));
}
