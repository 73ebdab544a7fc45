import type { DrillReport } from '../../core/drill/model';

/** `drill-20261121-030000-harbour-fellowship`, without an ending: sorts by time, and says of what. */
export function reportFileName({ origin, begun }: DrillReport): string {
  const what = origin.kind === 'server' ? origin.site || new URL(origin.url).hostname : (origin.path.split(/[\\/]/).at(-1) ?? '');
  const plain = what.normalize('NFKD').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 60);
  return ['drill', begun.slice(0, 19).replace(/[-:]/g, '').replace('T', '-'), plain].filter((part) => part !== '').join('-');
}
