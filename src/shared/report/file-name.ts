import type { DrillReport } from '../../core/drill/model';

/** `drill-20261121-030000-harbour-fellowship`, without an ending: sorts by time, and says of what. */
export function reportFileName({ origin, begun }: DrillReport): string {
  const what = origin.kind === 'server' ? origin.site || hostOf(origin.url) : (origin.path.split(/[\\/]/).at(-1) ?? '');
  const plain = what
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
  return ['drill', begun.slice(0, 19).replace(/[-:]/g, '').replace('T', '-'), plain]
    .filter((part) => part !== '')
    .join('-');
}

/** The address may be what made the drill fail. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : url;
}
