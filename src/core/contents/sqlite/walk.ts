import { databaseUnsound, HEADER_BYTES, type Pages } from './pages';
import { readRecord, readVarint } from './record';

/** One line of the schema. */
export interface SchemaObject {
  readonly type: string;
  readonly name: string;
  readonly table: string;
  /** The first page of its tree; 0 for views, triggers and virtual tables. */
  readonly root: number;
  readonly sql: string;
}

export interface WalkedDatabase {
  readonly schema: readonly SchemaObject[];
  /** How many rows, or entries of an index, the tree at each root holds. */
  readonly rows: ReadonlyMap<number, number>;
}

/** SQLite's trees cannot be deeper: each inner page has two children at least. */
const DEEPEST = 20;
/** The definition of a table is far shorter. */
const MOST_RECORD = 1024 * 1024;
/** The page that SQLite locks lies at this byte and is never used. */
const LOCK_BYTE = 0x4000_0000;
const SCHEMA_ROOT = 1;

const INNER_INDEX = 2;
const INNER_TABLE = 5;
const LEAF_INDEX = 10;
const LEAF_TABLE = 13;

/**
 * Walks over every page of a database, whatever its schema begins with: each tree from its root, each chain of overflow
 * pages, the list of free pages and the pointer maps. Each page must belong to exactly one of them. SQLite's own check
 * leaves out the free pages, and pages that nothing refers to, where the schema begins with a view or virtual table.
 *
 * @param onRow given the record of each row of each table, up to `MOST_RECORD` bytes of it. With it, the order of rows
 *   is compared too, and cells that overlap are looked for: what SQLite's own check does where it can be run
 * @throws database-unsound
 */
export function walkDatabase(pages: Pages, onRow?: (record: Buffer) => void): WalkedDatabase {
  return new Walk(pages, onRow).run();
}

interface Tree {
  readonly root: number;
  rows: number;
  /** Depth of its leaves, once one was met. */
  depth: number | null;
  lastRowid: bigint | null;
}

class Walk {
  readonly #pages: Pages;
  readonly #onRow: ((record: Buffer) => void) | undefined;
  readonly #usable: number;
  readonly #taken: Uint8Array;
  readonly #schema: SchemaObject[] = [];

  constructor(pages: Pages, onRow: ((record: Buffer) => void) | undefined) {
    this.#pages = pages;
    this.#onRow = onRow;
    this.#usable = pages.header.usable;
    this.#taken = new Uint8Array(pages.count + 1);
  }

  run(): WalkedDatabase {
    this.#setAside();
    this.#walkFreelist();
    const rows = new Map<number, number>();
    this.#walkTree(SCHEMA_ROOT);
    for (const { root } of this.#schema) {
      if (root !== 0) rows.set(root, this.#walkTree(root));
    }
    const unused = this.#taken.indexOf(0, 1);
    if (unused !== -1) throw databaseUnsound(`page ${unused} belongs to no table or index and is not free either`);
    return { schema: this.#schema, rows };
  }

  /**
   * The page of the lock, and the pointer maps of auto-vacuum: one before each stretch of as many pages as it
   * describes.
   */
  #setAside(): void {
    const { pageSize, hasPointerMaps } = this.#pages.header;
    const lock = LOCK_BYTE / pageSize + 1;
    if (lock <= this.#pages.count) this.#taken[lock] = 1;
    if (!hasPointerMaps) return;
    const stretch = Math.floor(this.#usable / 5) + 1;
    for (let map = 2; map <= this.#pages.count; map += stretch) this.#taken[map === lock ? map + 1 : map] = 1;
  }

  #walkFreelist(): void {
    const { first, pages } = this.#pages.header.freelist;
    let count = 0;
    for (let trunk = first; trunk !== 0; ) {
      this.#take(trunk, 'the list of free pages');
      // A copy: taking the leaves reads no page, but the next trunk does.
      const page = this.#pages.read(trunk);
      const leaves = page.readUInt32BE(4);
      if (leaves > this.#usable / 4 - 2)
        throw databaseUnsound(`page ${trunk} of the list of free pages names more of them than it can hold`);
      for (let leaf = 0; leaf < leaves; leaf += 1)
        this.#take(page.readUInt32BE(8 + 4 * leaf), 'the list of free pages');
      count += 1 + leaves;
      trunk = page.readUInt32BE(0);
    }
    if (count !== pages)
      throw databaseUnsound(`its list of free pages has ${count} pages, and its header counts ${pages}`);
  }

  /** Marks a page as used. */
  #take(page: number, by: string): void {
    if (page < 1 || page > this.#pages.count)
      throw databaseUnsound(`${by} refers to page ${page}, but there are ${this.#pages.count}`);
    if (this.#taken[page] !== 0) throw databaseUnsound(`page ${page} is used twice, the second time by ${by}`);
    this.#taken[page] = 1;
  }

  #walkTree(root: number): number {
    const tree: Tree = { root, rows: 0, depth: null, lastRowid: null };
    const by = `the tree that begins on page ${root}`;
    this.#take(root, by);
    const first = this.#pages.read(root).readUInt8(root === SCHEMA_ROOT ? HEADER_BYTES : 0);
    const ofTable = first === INNER_TABLE || first === LEAF_TABLE;
    if (root === SCHEMA_ROOT && !ofTable) throw databaseUnsound('its first page does not hold the schema');
    this.#walkPage(root, tree, ofTable, 0, by);
    return tree.rows;
  }

  #walkPage(number: number, tree: Tree, ofTable: boolean, depth: number, by: string): void {
    if (depth > DEEPEST) throw databaseUnsound(`${by} is deeper than any that SQLite makes`);
    // A copy, since pages below are read meanwhile.
    const page = Buffer.from(this.#pages.read(number).subarray(0, this.#usable));
    const at = number === SCHEMA_ROOT ? HEADER_BYTES : 0;
    const type = page.readUInt8(at);
    const leaf = type === LEAF_TABLE || type === LEAF_INDEX;
    if (type !== (ofTable ? (leaf ? LEAF_TABLE : INNER_TABLE) : leaf ? LEAF_INDEX : INNER_INDEX))
      throw databaseUnsound(`page ${number} is not a page of the kind that ${by} needs`);
    const cells = page.readUInt16BE(at + 3);
    const pointers = at + (leaf ? 8 : 12);
    const content = page.readUInt16BE(at + 5) || 65_536;
    if (pointers + 2 * cells > content || content > this.#usable)
      throw databaseUnsound(`page ${number} counts more cells than it can hold`);
    if (leaf) {
      tree.depth ??= depth;
      if (tree.depth !== depth) throw databaseUnsound(`${by} has leaves of different depths`);
    }
    const extents: (readonly [from: number, to: number])[] = [];
    for (let cell = 0; cell < cells; cell += 1) {
      const from = page.readUInt16BE(pointers + 2 * cell);
      if (from < content || from + 4 > this.#usable)
        throw databaseUnsound(`a cell of page ${number} lies outside of it`);
      const to = this.#walkCell(page, from, { number, tree, ofTable, leaf, depth, by });
      if (to > this.#usable) throw databaseUnsound(`a cell of page ${number} reaches beyond its end`);
      if (this.#onRow !== undefined) extents.push([from, to]);
    }
    if (!leaf) this.#walkChild(page.readUInt32BE(at + 8), tree, ofTable, depth, by);
    // Of a table, the inner pages only lead to the rows; of an index each cell is an entry.
    if (leaf || !ofTable) tree.rows += cells;
    extents.sort(([a], [b]) => a - b);
    if (extents.some(([, to], index) => to > (extents[index + 1]?.[0] ?? to)))
      throw databaseUnsound(`cells of page ${number} overlap`);
  }

  #walkChild(child: number, tree: Tree, ofTable: boolean, depth: number, by: string): void {
    this.#take(child, by);
    this.#walkPage(child, tree, ofTable, depth + 1, by);
  }

  /** Returns where the cell ends within its page. */
  #walkCell(
    page: Buffer,
    from: number,
    place: { number: number; tree: Tree; ofTable: boolean; leaf: boolean; depth: number; by: string },
  ): number {
    const { tree, ofTable, leaf, by } = place;
    let at = from;
    if (!leaf) {
      this.#walkChild(page.readUInt32BE(at), tree, ofTable, place.depth, by);
      at += 4;
      if (ofTable) return at + readVarint(page, at).length;
    }
    const payload = readVarint(page, at);
    at += payload.length;
    if (ofTable) {
      if (this.#onRow !== undefined) this.#inOrder(page, at, tree, by);
      at += readVarint(page, at).length;
    }
    const local = this.#localBytes(payload.value, ofTable);
    const end = at + local;
    if (end > this.#usable) throw databaseUnsound(`a cell of page ${place.number} reaches beyond its end`);
    const wanted = ofTable && (tree.root === SCHEMA_ROOT || this.#onRow !== undefined);
    const parts = wanted ? [Buffer.from(page.subarray(at, end))] : [];
    if (local < payload.value) {
      if (end + 4 > this.#usable) throw databaseUnsound(`a cell of page ${place.number} reaches beyond its end`);
      this.#walkOverflow(page.readUInt32BE(end), payload.value - local, wanted ? parts : null, by);
    }
    if (wanted) this.#takeRow(tree.root, Buffer.concat(parts));
    return local < payload.value ? end + 4 : Math.max(end, from + 4);
  }

  /** How much of a payload its own page holds; the rest is on overflow pages (fileformat2.html, 1.6). */
  #localBytes(payload: number, ofTable: boolean): number {
    const most = ofTable ? this.#usable - 35 : Math.floor(((this.#usable - 12) * 64) / 255) - 23;
    if (payload <= most) return payload;
    const least = Math.floor(((this.#usable - 12) * 32) / 255) - 23;
    const local = least + ((payload - least) % (this.#usable - 4));
    return local <= most ? local : least;
  }

  #walkOverflow(first: number, bytes: number, parts: Buffer[] | null, by: string): void {
    let left = bytes;
    let kept = 0;
    let next = first;
    while (left > 0) {
      this.#take(next, by);
      const page = this.#pages.read(next);
      const length = Math.min(left, this.#usable - 4);
      if (parts !== null && kept < MOST_RECORD) {
        parts.push(Buffer.from(page.subarray(4, 4 + length)));
        kept += length;
      }
      left -= length;
      next = page.readUInt32BE(0);
    }
    if (next !== 0) throw databaseUnsound(`a row of ${by} has more overflow pages than its length needs`);
  }

  /** Row numbers grow from row to row through the whole tree. */
  #inOrder(page: Buffer, at: number, tree: Tree, by: string): void {
    const rowid = readRowid(page, at);
    if (tree.lastRowid !== null && rowid <= tree.lastRowid) throw databaseUnsound(`the rows of ${by} are out of order`);
    tree.lastRowid = rowid;
  }

  #takeRow(root: number, record: Buffer): void {
    if (root !== SCHEMA_ROOT) return this.#onRow?.(record);
    const [type, name, table, rootPage, sql] = readRecord(record, this.#pages.header.encoding) ?? [];
    if (typeof type !== 'string' || typeof name !== 'string' || typeof table !== 'string')
      throw databaseUnsound('a line of its schema cannot be read');
    this.#schema.push({
      type,
      name,
      table,
      root: typeof rootPage === 'number' ? rootPage : 0,
      sql: typeof sql === 'string' ? sql : '',
    });
  }
}

/** A row number, which is a signed number of 64 bits. */
function readRowid(bytes: Buffer, at: number): bigint {
  let value = 0n;
  for (let length = 1; length <= 8; length += 1) {
    const byte = bytes[at + length - 1] ?? 0;
    value = (value << 7n) | BigInt(byte & 0x7f);
    if (byte < 0x80) return value;
  }
  return BigInt.asIntN(64, (value << 8n) | BigInt(bytes[at + 8] ?? 0));
}
