import { expect, type Locator } from '@playwright/test';
import { openDrills } from './files';
import type { Person } from './person';

/*
 * The steps of a batch of drills, one for each site.
 */

/** Any screen → the preparation of a batch, with the answers of all sites. */
export async function prepareBatch(person: Person, operator: string): Promise<void> {
  await openDrills(person);
  await person.press('batch.every-site');
  await person.arrivesAt('batch.title');
  await expect(person.words('batch.state.asking')).toHaveCount(0);
  await person.field('app.operator.name').fill(operator);
}

/** The line of a site, in the preparation and in the overview. */
export function siteLine(person: Person, site: string): Locator {
  return person.page.getByRole('row').filter({ has: person.page.getByRole('rowheader', { name: site }) });
}

/** Starts a batch of `count` sites. */
export async function startBatch(person: Person, count: number): Promise<void> {
  await person.press('batch.start', { count });
}

/** Waits for the overview of a batch. */
export async function batchEnds(person: Person, good: number, count: number): Promise<void> {
  await expect(person.heading).toHaveText(person.say('batch.summary', { good, count }));
}
