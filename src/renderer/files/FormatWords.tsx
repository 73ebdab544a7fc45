import { Code } from '../base/controls/Data';
import { useSay } from '../base/speech';

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
