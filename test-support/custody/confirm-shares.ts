import { Records } from '../../src/core/custody/register/records';
import { cardOf, someShares } from './sets';

/** Checks in with one share again and again, and tells on standard output when it is on the disk. */
const [folder = ''] = process.argv.slice(2);
const records = new Records(folder, { version: '1.0.0', who: () => 'Olga' });
const [share] = someShares();
for (;;) {
  await records.checkIn(cardOf(share));
  process.stdout.write('confirmed\n');
}
