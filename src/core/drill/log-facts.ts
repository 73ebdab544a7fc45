import { basename, dirname } from 'node:path';
import type { LogFacts } from '../custody/logbook/model';
import type { DrillReport } from './model';

/** What the logbook tells of a drill: which archive, from where, under which key. */
export function drillLogFacts({ origin, archive }: DrillReport): LogFacts<'drill'> {
  const file = origin.kind === 'file' ? origin.path : null;
  const server = origin.kind === 'server' ? (origin.site === '' ? origin.url : origin.site) : '';
  return {
    archive: archive?.name ?? (file === null ? null : basename(file)),
    from: file === null ? server : dirname(file),
    keyFingerprint: archive?.keyFingerprint ?? null,
  };
}
