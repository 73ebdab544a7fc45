import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import sqlite from 'node-sqlite3-wasm';
import { parseKeyText, sealToken } from '../../core/formats/fernet';
import type { Media } from './media';

const SCHEMA = `
  CREATE TABLE site_setting (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, value TEXT);
  CREATE TABLE mail_account (id INTEGER PRIMARY KEY, host TEXT NOT NULL, smtp_password_enc BLOB NOT NULL);
  CREATE TABLE user (id INTEGER PRIMARY KEY, username TEXT NOT NULL UNIQUE, role TEXT NOT NULL, active INTEGER NOT NULL);
  CREATE TABLE meeting (id INTEGER PRIMARY KEY, name TEXT NOT NULL, day_of_week INTEGER NOT NULL, start_time TEXT NOT NULL);
  CREATE TABLE announcement (id INTEGER PRIMARY KEY, title TEXT NOT NULL, body TEXT NOT NULL, published_on TEXT NOT NULL);
  CREATE TABLE media_item (id INTEGER PRIMARY KEY, stored_filename TEXT NOT NULL, content_hash TEXT NOT NULL, size_bytes INTEGER NOT NULL);
  CREATE TABLE audit_log (id INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL);
  CREATE INDEX audit_log_at ON audit_log (at);
`;

const PEOPLE = ['agnes', 'bruno', 'carmen', 'dieter', 'edith', 'farid', 'greta', 'henry', 'imani', 'jonas'];
const MEETINGS = [
  'Sunrise',
  'Step Study',
  'Newcomers',
  'Lunch Break',
  'Candlelight',
  'Open Speaker',
  'Old Timers',
  'By the Book',
];
const TOPICS = ['Picnic', 'Change of room', 'Assembly', 'New literature', 'Workshop', 'Holiday hours'];
const ACTIONS = ['signed in', 'edited a meeting', 'published an announcement', 'uploaded a file'];

/** Bytes 18 and 19 of a database file say how it is written and read: 1 by a rollback journal, 2 by a log (WAL). */
const VERSIONS_AT = [18, 19] as const;
const WAL = 2;

/** The SQLite database of a made-up portal, which fills as its days go by. */
export class PortalDatabase {
  readonly #path: string;
  readonly #database: InstanceType<typeof sqlite.Database>;

  /** @param credentialKey the Fernet key that seals the passwords stored in it, as `zoom.key` holds it */
  constructor(path: string, siteName: string, host: string, credentialKey: string) {
    this.#path = path;
    this.#database = new sqlite.Database(path);
    this.#database.exec(SCHEMA);
    this.#fill('INSERT INTO site_setting (name, value) VALUES (?, ?)', 3, (index) => [
      ['title', 'host', 'timezone'][index] ?? '',
      [siteName, host, 'UTC'][index] ?? '',
    ]);
    const key = parseKeyText(Buffer.from(credentialKey));
    if (key === null) throw new Error('the credential key must be a Fernet key');
    this.#database.run('INSERT INTO mail_account (host, smtp_password_enc) VALUES (?, ?)', [
      `mail.${host}`,
      sealToken(Buffer.from('no real password'), key),
    ]);
  }

  /** Adds what happened until `date`, `days` after the portal began, when `media` was uploaded. */
  live(date: Date, days: number, media: readonly Media[]): void {
    const day = date.toISOString().slice(0, 10);
    this.#fill('INSERT INTO user (username, role, active) VALUES (?, ?, 1)', 6 + Math.floor(days / 30), (index) => [
      `${PEOPLE[index % PEOPLE.length]}${index < PEOPLE.length ? '' : index}`,
      index === 0 ? 'admin' : 'editor',
    ]);
    this.#fill(
      'INSERT INTO meeting (name, day_of_week, start_time) VALUES (?, ?, ?)',
      42 + Math.floor(days / 7),
      (index) => [
        `${MEETINGS[index % MEETINGS.length]} ${1 + Math.floor(index / MEETINGS.length)}`,
        index % 7,
        `${String(7 + (index % 14)).padStart(2, '0')}:${index % 2 === 0 ? '00' : '30'}`,
      ],
    );
    this.#fill(
      'INSERT INTO announcement (title, body, published_on) VALUES (?, ?, ?)',
      4 + Math.floor(days / 10),
      (index) => [
        TOPICS[index % TOPICS.length] ?? '',
        'All are welcome. Please bring a friend and something to drink.',
        day,
      ],
    );
    this.#fill(
      'INSERT INTO media_item (stored_filename, content_hash, size_bytes) VALUES (?, ?, ?)',
      media.length,
      (index) => {
        const item = media[index];
        const hash = createHash('sha256')
          .update(item?.bytes ?? '')
          .digest('hex');
        return [item?.storedName ?? '', hash, item?.bytes.length ?? 0];
      },
    );
    this.#fill('INSERT INTO audit_log (at, actor, action) VALUES (?, ?, ?)', 20 + 3 * days, (index) => [
      `${day}T${String(index % 24).padStart(2, '0')}:00:00Z`,
      PEOPLE[index % 4] ?? '',
      ACTIONS[index % ACTIONS.length] ?? '',
    ]);
  }

  /**
   * The database file as it is now. With `walHeader` it says that it was last written by a log, as a live portal's
   * does.
   */
  async bytes(walHeader: boolean): Promise<Buffer> {
    const bytes = await readFile(this.#path);
    if (walHeader) for (const at of VERSIONS_AT) bytes[at] = WAL;
    return bytes;
  }

  close(): void {
    this.#database.close();
  }

  /** Inserts rows into the statement's table until it has `count`. */
  #fill(insert: string, count: number, row: (index: number) => (string | number)[]): void {
    const table = /INTO (\w+)/.exec(insert)?.[1] ?? '';
    const have = Number(this.#database.get(`SELECT count(*) AS have FROM ${table}`)?.have);
    this.#database.exec('BEGIN');
    const statement = this.#database.prepare(insert);
    for (let index = have; index < count; index += 1) statement.run(row(index));
    statement.finalize();
    this.#database.exec('COMMIT');
  }
}
