import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import * as fc from 'fast-check';
import { afterAll, beforeAll } from 'vitest';
import { readBatch } from '../src/cli/base/batch';
import { UsageError } from '../src/cli/base/usage';
import { type DrillReport, drillReportSchema } from '../src/core/drill/model';
import { checkReport, signReport } from '../src/core/drill/signature';
import { failureSchema } from '../src/core/failure-schema';
import { surveySource } from '../src/core/sources/survey';
import { BackupServer } from '../src/core/sources/ts-pro-backup/client';
import { pingSchema } from '../src/core/sources/ts-pro-backup/site';
import { fromEngineSchema, jobResultSchemas, toEngineSchema } from '../src/engine/job-messages';
import { answerMessage, type Question } from '../src/main/ipc/answer';
import { settingsSchema } from '../src/main/settings/settings';
import { openSettings } from '../src/main/settings/settings-file';
import { type CallName, calls } from '../src/shared/ipc/contract';
import { backupListSchema, oneBackupSchema } from '../test-support/listing';
import { editedBytes } from './support/byte-edits';
import { Figures } from './support/figures';
import { type Target, testParser } from './support/fuzz';
import { editedJson, jsonText } from './support/json-edits';
import { ofSchema } from './support/of-schema';
import { seedOf } from './support/random';

/** What processes, a server and files of Salvor's own say to it. */

const figures = new Figures('fuzz');
const folder = await mkdtemp(join(tmpdir(), 'salvor-fuzz-'));
let answer: { status: number; type: string; body: Buffer } = {
  status: 200,
  type: 'application/json',
  body: Buffer.alloc(0),
};
const server = createServer((_request, response) =>
  response.writeHead(answer.status, { 'content-type': answer.type }).end(answer.body),
);
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const address = {
  url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`,
  allowHttp: true,
  authorities: [],
};
let client: BackupServer;
beforeAll(() => {
  client = new BackupServer({ address, apiKey: 'tspb_of_the_fault_run' });
});
afterAll(async () => {
  figures.write();
  await client.close();
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

/** Bytes of a JSON text; one in four is a right one that was changed by the byte. */
function texts(values: fc.Arbitrary<unknown>, name: string): fc.Arbitrary<Buffer> {
  const asText = (value: unknown) => Buffer.from(jsonText(value));
  const samples = fc
    .sample(values, { numRuns: 20, seed: seedOf(`${name} samples`) })
    .map((value) => ({ bytes: asText(value) }));
  return fc.oneof(
    { arbitrary: editedJson(values).map(asText), weight: 3 },
    { arbitrary: editedBytes(samples, ['{', '[', '"', '\\u0000', 'null', '1e999', '\ufeff', ',']), weight: 1 },
  );
}
const asIs = { bytesOf: (bytes: Buffer) => bytes, fromBytes: (bytes: Buffer) => bytes, originals: [] };
/** A message between processes is cloned, so that it can be more than JSON. */
const asMessage: Pick<Target<unknown>, 'bytesOf' | 'fromBytes' | 'originals'> = {
  bytesOf: serialize,
  fromBytes: (bytes) => deserialize(bytes) as unknown,
  originals: [],
};

const questions = {
  ping: { schema: pingSchema, ask: () => client.probe() },
  list: { schema: backupListSchema, ask: () => client.list() },
  backup: { schema: oneBackupSchema, ask: () => client.find('7') },
  survey: { schema: pingSchema, ask: () => surveySource(client) },
};
for (const [name, { schema, ask }] of Object.entries(questions)) {
  const values = ofSchema(schema).map((value) => ({ ...(value as object), service: 'tspro-backup' }));
  testParser(figures, {
    ...asIs,
    name: `api-${name}`,
    inputs: texts(values, name),
    async give(body) {
      // What the server says of its own answer is chosen by the answer, so that it is the same each time.
      const turn = body.length % 40;
      answer = {
        status: [401, 404, 429, 500, 503, 204][turn] ?? 200,
        type: turn === 10 ? 'text/html' : 'application/json',
        body,
      };
      await ask();
    },
  });
}

const callNames = Object.keys(calls) as CallName[];
const callInputs = fc.oneof(
  ...callNames.map((name) => {
    const [input, output] = [ofSchema(calls[name].input), ofSchema(calls[name].output)];
    return fc.record({
      name: fc.constant(name),
      input: editedJson(input),
      output: fc.oneof(output, editedJson(output)),
    });
  }),
);
testParser(figures, {
  ...asMessage,
  name: 'ipc',
  inputs: callInputs as fc.Arbitrary<unknown>,
  async give(message) {
    const { name, input, output } = message as { name: CallName; input: unknown; output: unknown };
    const question: Question<unknown, unknown> = calls[name];
    const sender = { ownMainFrame: true, url: 'app://salvor/index.html' };
    const said = await answerMessage(name, question, () => output, sender, input);
    if (said.ok) return 'answered';
    const refused = /: (input|output) refused$/.exec(
      String(said.error.params && 'detail' in said.error.params ? said.error.params.detail : ''),
    );
    if (refused === null) throw new Error(`the call ${name} ended as ${said.error.code}`);
    return refused[0].slice(2);
  },
});

const messages = fc.oneof(
  { arbitrary: editedJson(ofSchema(toEngineSchema)), weight: 2 },
  { arbitrary: editedJson(ofSchema(fromEngineSchema)), weight: 2 },
  { arbitrary: editedJson(fc.oneof(...Object.values(jobResultSchemas).map(ofSchema))), weight: 2 },
  {
    arbitrary: fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withSparseArray: true,
    }),
    weight: 1,
  },
);
testParser(figures, {
  ...asMessage,
  name: 'engine-message',
  inputs: messages,
  give(message) {
    const schemas = [toEngineSchema, fromEngineSchema, failureSchema, ...Object.values(jobResultSchemas)];
    return schemas.some((schema) => schema.safeParse(message).success) ? 'taken' : 'refused';
  },
});

testParser(figures, {
  ...asIs,
  name: 'settings',
  inputs: texts(ofSchema(settingsSchema), 'settings'),
  async give(text) {
    const path = join(folder, 'settings.json');
    await writeFile(path, text);
    const { setAside } = openSettings(path, new Date(0));
    if (setAside === null) return 'read';
    // Set aside, and nothing of it lost.
    await rm(setAside);
    if ((await readdir(folder)).length !== 0) throw new Error('settings that cannot be read stay where they were');
    return 'set aside';
  },
});

const reports = ofSchema(drillReportSchema).map(
  (report) => JSON.parse(JSON.stringify(signReport(report as DrillReport, new Uint8Array(32).fill(7)))) as unknown,
);
testParser(figures, {
  ...asIs,
  name: 'drill-report',
  inputs: texts(reports, 'drill-report'),
  give: (text) => void checkReport(text.toString('utf8')),
});

const list = fc.constant([
  { file: 'a.enc', keyFile: 'a.key', scope: 'full' },
  {
    server: 'https://backup.example.org/api/v1',
    apiKeyFile: 'api.key',
    keyFile: 'site.key',
    id: 'latest',
    caFiles: ['ca.pem'],
  },
  { file: 'b.bak', dbPasswordFiles: ['p1', 'p2'], tenantId: '42' },
] as unknown);
testParser(figures, {
  ...asIs,
  name: 'drill-list',
  inputs: texts(list, 'drill-list'),
  async give(text) {
    const path = join(folder, 'list.json');
    await writeFile(path, text);
    try {
      await readBatch(path);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return 'wrong use';
    } finally {
      await rm(path);
    }
  },
});
