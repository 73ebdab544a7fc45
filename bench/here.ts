import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Where the built measurements stand, and the threads that jobs start. A file of its own: a process whose memory is
 * measured must not read what makes the archives, which brings a SQLite with it.
 */
export const here = dirname(fileURLToPath(import.meta.url));
