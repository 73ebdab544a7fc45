/**
 * Command lines that `--help` shows under a command, by its name with its group. A test holds that each of them is one
 * that the command takes.
 */
export const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  ping: ['salvor ping --server https://backup.example.org/api/v1 --api-key-file api.key'],
  list: ['salvor list --server https://backup.example.org/api/v1 --api-key-file api.key --scope full'],
  fetch: [
    'salvor fetch --server https://backup.example.org/api/v1 --api-key-file api.key --id latest --key-file site.key --fingerprint 25e4:effe:c971:cbf1 --out import.zip',
    'salvor fetch --server https://backup.example.org/api/v1 --api-key-file api.key --id 17 --key-from-vault --out import.zip',
  ],
  open: [
    'salvor open export.zip.enc --key-file site.key --out import.zip',
    'salvor open tenant_42.proisp.bak --db-password-file panel.pw --db-password-file tenant.pw --out tenant.sql',
  ],
  inspect: ['salvor inspect export.zip.enc'],
  verify: ['salvor verify export.zip.enc --key-file site.key'],
  contents: [
    'salvor contents export.zip.enc --key-file site.key --search flyer',
    'salvor contents export.zip.enc --key-file site.key --table meeting --rows 20',
  ],
  extract: ['salvor extract export.zip.enc --key-file site.key --prefix uploads/ --out found'],
  drill: [
    'salvor drill export.zip.enc --key-file site.key --out reports',
    'salvor drill --server https://backup.example.org/api/v1 --api-key-file api.key --key-file site.key --out reports',
    'salvor drill --list drills.json --out reports --operator "Ada Admin"',
  ],
  'report check': ['salvor report check reports/drill-2026-11-21.json --signer 0fe4:75eb:e31c:7827'],
  'keys create': ['salvor keys create', 'salvor keys create --vault-passphrase-file vault.pw'],
  'keys list': ['salvor keys list'],
  'keys add': [
    'salvor keys add --label "Harbour Fellowship" --secret-file site.key',
    'salvor keys add --label VaultTerm --kind dev-master-key --secret-file .env',
  ],
  'keys show': ['salvor keys show 25e4:effe:c971:cbf1', 'salvor keys show "Harbour Fellowship" --reveal'],
  'keys export': ['salvor keys export "Harbour Fellowship" --out site.key'],
  'keys rename': ['salvor keys rename 25e4:effe:c971:cbf1 --label Harbour'],
  'keys remove': ['salvor keys remove 25e4:effe:c971:cbf1 --yes'],
  'escrow split': [
    'salvor escrow split --secret-file site.key --label Harbour --custodian "Ada Admin" --custodian Bo --age-recipient age1… --custodian Cy --passphrase-file cy.pw --out cards',
  ],
  'escrow check': ['salvor escrow check ada.txt'],
  'escrow recover': ['salvor escrow recover ada.txt bo.txt.age --identity-file bo.key --out site.key'],
  'escrow check-in': ['salvor escrow check-in ada.txt --custodian "Ada Admin" --receipt ada-2027.json'],
  'escrow register show': ['salvor escrow register show', 'salvor escrow register show K7QM-2XDA'],
  'escrow register add': ['salvor escrow register add set.json'],
  'escrow register replace': ['salvor escrow register replace K7QM-2XDA --share 2 --to "Di Dune" --by "Ada Admin"'],
  'escrow register moved': ['salvor escrow register moved K7QM-2XDA --share 2 --place "Safe at the bank"'],
  'escrow register lost': ['salvor escrow register lost K7QM-2XDA --share 2'],
  'escrow register acknowledged': ['salvor escrow register acknowledged K7QM-2XDA --share 2 --on 2026-11-21'],
  'escrow register retire': ['salvor escrow register retire K7QM-2XDA'],
  'escrow register destroyed': [
    'salvor escrow register destroyed K7QM-2XDA --share 2 --by "Ada Admin" --on 2026-11-21',
  ],
  'escrow register every': ['salvor escrow register every K7QM-2XDA --days 180'],
  'escrow register import-receipt': [
    'salvor escrow register import-receipt ada-2027.json --accept 0fe4:75eb:e31c:7827',
  ],
  'log show': ['salvor log show --last 20'],
  'log check': ['salvor log check', 'salvor log check log-2026-11-21.jsonl --signer 0fe4:75eb:e31c:7827'],
  'log export': ['salvor log export --out log-2026-11-21.jsonl'],
  'leftovers list': ['salvor leftovers list'],
  'leftovers discard': ['salvor leftovers discard 7f3a', 'salvor leftovers discard --all'],
};
