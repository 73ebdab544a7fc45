const PART = String.raw`(?:"(?:[^"]|"")*"|[\w$\u0080-\uffff]+)`;
const NAME = `(${PART})(?:\\s*\\.\\s*(${PART}))?(?:\\s*\\.\\s*(${PART}))?`;

const CREATE_TABLE = new RegExp(String.raw`^CREATE\s+(?:UNLOGGED\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?${NAME}`, 'i');
const INSERT = new RegExp(String.raw`^INSERT\s+INTO\s+${NAME}`, 'i');
const COPY = new RegExp(String.raw`^COPY\s+${NAME}`, 'i');
const SEARCH_PATH = new RegExp(String.raw`^SET\s+search_path\s*(?:=|TO)\s*${NAME}`, 'i');

export interface QualifiedName {
  readonly schema: string | null;
  readonly name: string;
}

/** The table that a statement makes, or whose rows it holds; null for every other statement. */
export function createdTable(head: string): QualifiedName | null {
  return nameIn(CREATE_TABLE, head);
}

export function filledTable(head: string): QualifiedName | null {
  return nameIn(COPY, head) ?? nameIn(INSERT, head);
}

/** How an INSERT begins, up to the end of the table's name. */
export function insertHead(head: string): string {
  return INSERT.exec(head)?.[0] ?? head;
}

/**
 * The schema in which names without one are looked for from here on; undefined where a statement says nothing of it.
 */
export function chosenSchema(head: string): string | undefined {
  return nameIn(SEARCH_PATH, head)?.name;
}

function nameIn(pattern: RegExp, head: string): QualifiedName | null {
  const found = pattern.exec(head);
  if (found === null) return null;
  const parts = found
    .slice(1)
    .filter((part): part is string => part !== undefined)
    .map(plain);
  return { schema: parts.at(-2) ?? null, name: parts.at(-1) ?? '' };
}

/** A name as the server has it: in small letters, unless it is quoted. */
function plain(part: string): string {
  return part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part.toLowerCase();
}
