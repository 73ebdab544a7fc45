import { expect, type Locator } from '@playwright/test';
import { openDrills } from './files';
import type { Person } from './person';

/*
 * The steps of a round of drills, one for each site.
 */

/** Any screen → the preparation of a round, with the answers of all sites. */
export async function prepareRound(person: Person, operator: string): Promise<void> {
  await openDrills(person);
  await person.press('app.drills.every-site');
  await person.arrivesAt('app.list.title');
  await expect(person.words('app.list.state.asking')).toHaveCount(0);
  await person.field('app.operator.name').fill(operator);
}

/** The line of a site, in the preparation and in the overview. */
export function siteLine(person: Person, site: string): Locator {
  return person.page.getByRole('row').filter({ has: person.page.getByRole('rowheader', { name: site }) });
}

/** Starts a round of `count` sites. */
export async function startRound(person: Person, count: number): Promise<void> {
  await person.press('app.list.start', { count });
}

/** Waits for the overview of a round. */
export async function roundEnds(person: Person, good: number, count: number): Promise<void> {
  await expect(person.heading).toHaveText(person.say('app.list.summary', { good, count }));
}
