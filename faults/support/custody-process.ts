import { CUSTODY_CHANGES } from './custody-changes';

/** Makes one change in a process of its own, which may be killed. */
const [name = '', folder = ''] = process.argv.slice(2);
await CUSTODY_CHANGES[name]?.change(folder);
