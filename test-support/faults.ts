/** A request as it reached the proxy. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly range: string | null;
  readonly ifRange: string | null;
  readonly authorization: string | null;
}

/**
 * One thing that goes wrong between a server and its client. Byte counts of `cut`, `stall` and `trickle` are
 * of the answer's body; `offset` of `flip` is a position in the archive, also where only a range was asked for.
 */
export type FaultKind =
  /** The connection ends after so many bytes: by a reset, or by a clean end that comes too early. */
  | { readonly kind: 'cut'; readonly afterBytes: number; readonly how: 'reset' | 'end' }
  /** Nothing more comes after so many bytes, and the connection stays. */
  | { readonly kind: 'stall'; readonly afterBytes: number }
  /** Few bytes at a time. */
  | { readonly kind: 'trickle'; readonly bytes: number; readonly everyMs: number }
  /** `Content-Length` is off by so many bytes, up or down; the body is the true one. */
  | { readonly kind: 'announce'; readonly by: number }
  /** The body is longer than the listing says, and announced as it is. */
  | { readonly kind: 'append'; readonly bytes: number }
  /** The body is shorter than the listing says, and announced as it is. */
  | { readonly kind: 'drop'; readonly bytes: number }
  /** Bits of one byte are turned over. */
  | { readonly kind: 'flip'; readonly offset: number }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: string; readonly body?: string }
  /** Something else in the answer's place: a web page, garbage. */
  | { readonly kind: 'replace'; readonly body: string; readonly contentType: string; readonly status?: number }
  /** To the proxy's own other server, which records who comes, or to `location`. */
  | { readonly kind: 'redirect'; readonly status: 301 | 302 | 303 | 307 | 308; readonly location?: string }
  /** The JSON of an answer is changed on its way. */
  | { readonly kind: 'rewrite'; readonly rewrite: (json: never) => unknown }
  /** A range is asked for, the whole comes. */
  | { readonly kind: 'ignore-range' }
  /** The range that comes says that it is another one. */
  | { readonly kind: 'content-range'; readonly value: string }
  /** Each answer has a new entity tag. */
  | { readonly kind: 'fresh-etag' };

export type Fault = FaultKind & {
  /** Which requests it befalls; downloads unless said otherwise. */
  readonly on?: (request: SeenRequest) => boolean;
  /** How often it befalls at most; always unless said otherwise. */
  readonly times?: number;
};

/** A fault that really happened. */
export interface Injection {
  readonly kind: Fault['kind'];
  readonly request: SeenRequest;
  /** Bytes of the body that had been sent by then, where that matters. */
  readonly afterBytes: number | null;
}

export const isDownload = ({ path }: SeenRequest): boolean => /\/backups\/[^/]+\/download$/.test(path);
export const isPing = ({ path }: SeenRequest): boolean => path.endsWith('/ping');
export const isList = ({ path }: SeenRequest): boolean => /\/backups(\?.*)?$/.test(path);
export const isOneBackup = ({ path }: SeenRequest): boolean => /\/backups\/[^/]+$/.test(path);
export const isAny = (): boolean => true;
