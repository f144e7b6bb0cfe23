// All that a database has, as facts (oracle.mjs), read by plain requests.
import assert from 'node:assert/strict';
import { CaseDatabase } from '../../support/js/etl_case.mjs';

const kDocumentsMax = 4096;

/** How the keys of facts are spelled. */
export const keyOf = {
  document: (id) => id,
  attachment: (id, name) => `${id}|attachment ${name}`,
  counter: (id, name) => `${id}|counter ${name}`,
  entry: (id, name, time) => `${id}|entry ${name} ${time}`,
  database: (name) => `|database ${name}`,
};

export const documentFact = (body) => JSON.stringify(body);

/** Of a document as the server has it: its own facts, and those of all that hangs on it. */
async function factsOf(database, { '@metadata': metadata, ...body }) {
  const id = metadata['@id'];
  const facts = [[keyOf.document(id), documentFact(body)]];
  for (const { Name } of metadata['@attachments'] ?? []) {
    facts.push([keyOf.attachment(id, Name), await database.attachmentDigest(id, Name)]);
  }
  if (metadata['@counters']) {
    const counters = Object.entries(await database.counters(id));
    facts.push(...counters.map(([name, value]) => [keyOf.counter(id, name), value]));
  }
  for (const name of metadata['@timeseries'] ?? []) {
    const entries = await database.series(id, name);
    facts.push(...entries.map(([time, value]) => [keyOf.entry(id, name, new Date(time).toISOString()), value]));
  }
  return facts;
}

/** Of the documents whose ids start so; what the server keeps for itself is left out. */
export async function storedFacts(server, name, prefix = '') {
  const database = new CaseDatabase(server, name);
  const documents = await database.documentsUnder(prefix);
  assert.ok(documents.length < kDocumentsMax, 'there are more documents than one page has');
  const own = documents.filter((document) => !document['@metadata']['@id'].startsWith('Raven/'));
  return new Map((await Promise.all(own.map((document) => factsOf(database, document)))).flat());
}

/** The databases whose names start so. */
export async function databaseFacts(server, prefix) {
  const { Databases } = await server.call('GET', '/databases');
  return new Map(Databases.map(({ Name }) => Name).filter((name) => name.startsWith(prefix))
    .map((name) => [keyOf.database(name), true]));
}
