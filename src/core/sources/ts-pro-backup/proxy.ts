import { failed } from '../../errors';

/** A proxy that this machine's environment names for an address. */
export interface NamedProxy {
  /** With its user name and password, if it has them: for the connection alone. */
  readonly uri: string;
  /** Host and port, as it may be shown. */
  readonly shown: string;
  /** Hosts that are reached without it: the value of NO_PROXY. */
  readonly except: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Names that other programs know as well; of each the lower-case form comes first, as in curl. */
export const PROXY_VARIABLES = [
  'https_proxy',
  'HTTPS_PROXY',
  'http_proxy',
  'HTTP_PROXY',
  'no_proxy',
  'NO_PROXY',
] as const;

/**
 * The proxy for an address, if the environment names one. Whether NO_PROXY takes the address out again is judged by the
 * library that makes the connection.
 *
 * @param protocol of the backup server's address, `https:` or `http:`
 * @throws proxy-malformed where what is named is not a proxy that speaks HTTP
 */
export function namedProxy(protocol: string, environment: Environment = process.env): NamedProxy | null {
  const names =
    protocol === 'https:' ? (['https_proxy', 'HTTPS_PROXY'] as const) : (['http_proxy', 'HTTP_PROXY'] as const);
  const variable = names.find((name) => (environment[name] ?? '').trim() !== '');
  if (variable === undefined) return null;
  const named = (environment[variable] ?? '').trim();
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(named) ? named : `http://${named}`;
  // A password with a percent sign of its own, as other programs take it; the library unpacks `%25` again.
  const uri = full.replace(/%(?![0-9a-f]{2})/gi, '%25');
  const parsed = URL.canParse(uri) ? new URL(uri) : null;
  // The value itself is not repeated: it may hold a password.
  if (parsed === null || !/^https?:$/.test(parsed.protocol) || parsed.hostname === '' || !isUnpackable(parsed))
    throw failed('proxy-malformed', { variable });
  return { uri, shown: parsed.host, except: environment['no_proxy'] ?? environment['NO_PROXY'] ?? '' };
}

/**
 * Whether user name and password are UTF-8 behind their percent signs: the library ends with an error of its own where
 * not.
 */
function isUnpackable({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}
