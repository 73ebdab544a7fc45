import { Logbook } from '../../src/core/custody/logbook/logbook';

/**
 * Appends lines to the logbook of a folder, and writes the number of each to standard output when it is on the disk.
 */
const [folder = '', name = '', count = '0'] = process.argv.slice(2);
const logbook = Logbook.open(folder, { version: '1.0.0' });
for (let turn = 0; turn < Number(count); turn += 1) {
  const { number } = await logbook.append({
    what: 'share-lost',
    who: name,
    outcome: 'ok',
    facts: { set: '0123456789', generation: 1, share: 1, custodian: `${name} ${turn}` },
  });
  process.stdout.write(`${number}\n`);
}
