import { hexToBytes } from '@noble/hashes/utils.js';
import {
  LOG_EVENTS,
  type LogCheck,
  type LogEntry,
  type LogEvent,
  type LogFacts,
  type LogFinding,
  logFacts,
} from '../../core/custody/logbook/model';
import { setName } from '../../core/custody/share/share';
import { FAILURE_CODES } from '../../core/errors';
import type { MessageKey, Say } from '../messages/catalogue';

/** One line of the logbook in a person's words. */
export interface LogWords {
  readonly what: string;
  /** Of what: names, fingerprints, sets; empty where there is nothing more to tell. */
  readonly detail: string;
  /** The title of the failure that it ended with; null where it went well. */
  readonly failure: string | null;
}

/** An event of a later version is shown by its own name, without details. */
export function logWords(say: Say, entry: LogEntry): LogWords {
  const event = LOG_EVENTS.find((known) => known === entry.what);
  const what = event === undefined ? say('logbook.event.unknown', { what: entry.what }) : say(`logbook.event.${event}`);
  const detail = event === undefined ? [] : details(say, event, entry.facts);
  return { what, detail: detail.filter((part) => part !== '').join(' · '), failure: failureTitle(say, entry.outcome) };
}

/** What is wrong at one place, in one sentence. */
export function findingWords(say: Say, { kind, line, from, to }: LogFinding): string {
  return say(`logbook.finding.${kind}`, { line, from, to, count: (to ?? 0) - (from ?? 0) + 1 });
}

/** Number and hash of the last line, for comparing; null without a seal that holds. */
export function headWords(say: Say, { head }: Pick<LogCheck, 'head'>): string | null {
  return head === null ? null : say('logbook.head.value', head);
}

function failureTitle(say: Say, outcome: string): string | null {
  if (outcome === 'ok') return null;
  const code = FAILURE_CODES.find((known) => known === outcome);
  return code === undefined ? outcome : say(`error.${code}.title` satisfies MessageKey);
}

type Details = { [W in LogEvent]: (say: Say, facts: LogFacts<W>) => string[] };
type OfSet = { set: string; generation: number };

const setOf = (say: Say, of: OfSet) => say('logbook.detail.set', { set: nameOf(of) });
const shareOf = (say: Say, of: OfSet & { share: number }) =>
  say('logbook.detail.share', { share: of.share, set: nameOf(of) });
const secret = (_say: Say, { label, fingerprint }: { label: string; fingerprint: string }) => [label, fingerprint];
const labels = (secrets: readonly { label: string }[]) => secrets.map(({ label }) => label).join(', ');
const archive = (_say: Say, of: LogFacts<'restore'>) => [of.archive ?? '', of.from, of.keyFingerprint ?? ''];
const sealing = (say: Say, { sealedBy }: LogFacts<'vault-created'>) => [
  say('logbook.detail.sealed-by', { by: sealedBy }),
];
const breakGlass = (say: Say, { share, requested, daysEarly }: NonNullable<LogFacts<'recovery'>['breakGlass']>) =>
  say('logbook.detail.break-glass', { share, requested: requested ?? 'none', days: daysEarly });
/** A select of the catalogue has no hyphens in its keys. */
const MENDED = {
  'torn-line': 'torn',
  'head-missing': 'missing',
  'head-altered': 'altered',
  'other-signer': 'other',
  'log-missing': 'gone',
  'put-back': 'back',
} as const;

const DETAILS: Details = {
  ceremony: (say, of) => [
    labels(of.secrets),
    setOf(say, of),
    of.custodians.join(', '),
    say('logbook.detail.mode', { mode: of.mode }),
  ],
  recovery: (say, of) => [
    labels(of.secrets),
    setOf(say, of),
    say('logbook.detail.to', { to: of.to }),
    of.breakGlass === undefined ? '' : breakGlass(say, of.breakGlass),
  ],
  'set-registered': (say, of) => [labels(of.secrets), setOf(say, of), of.custodians.join(', ')],
  'set-retired': (say, of) => [
    setOf(say, of),
    of.replacedBy === null ? '' : say('logbook.detail.replaced-by', { set: of.replacedBy }),
  ],
  'destruction-attested': (say, of) => [shareOf(say, of), of.by],
  'check-in': (say, of) => [shareOf(say, of), of.custodian ?? ''],
  'receipt-imported': (say, of) => [
    shareOf(say, of),
    of.custodian,
    say('logbook.detail.signer', { signer: of.signer }),
  ],
  'hand-over': (say, of) => [shareOf(say, of), of.custodian],
  'custodian-replaced': (say, of) => [shareOf(say, of), say('logbook.detail.from-to', { from: of.from, to: of.to })],
  'share-moved': (say, of) => [shareOf(say, of), of.custodian],
  'card-again': (say, of) => [shareOf(say, of), of.custodian],
  'share-lost': (say, of) => [shareOf(say, of), of.custodian],
  'acknowledgement-signed': (say, of) => [shareOf(say, of), of.custodian],
  'vault-created': sealing,
  'vault-unlock-failed': () => [],
  'vault-sealing-changed': sealing,
  'key-added': secret,
  'key-changed': secret,
  'key-removed': secret,
  reveal: secret,
  copy: secret,
  restore: archive,
  open: archive,
  extract: archive,
  drill: archive,
  'log-exported': (say, { lines }) => [say('logbook.detail.lines', { lines })],
  'logbook-mended': (say, { reason }) => [say('logbook.detail.mended', { reason: MENDED[reason] })],
};

function details<W extends LogEvent>(say: Say, event: W, facts: unknown): string[] {
  const parsed = logFacts[event].safeParse(facts);
  return parsed.success ? DETAILS[event](say, parsed.data as LogFacts<W>) : [];
}

function nameOf({ set, generation }: OfSet): string {
  return setName(hexToBytes(set), generation);
}
