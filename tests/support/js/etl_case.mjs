// One case of ETL to a document database: a source and a destination on a server under test, a task
// between them, and what a test does to the one and finds in the other.
import { createHash, randomUUID } from 'node:crypto';

import { createDatabase, write } from './etl.mjs';
import { caughtUp } from './penstock.mjs';

export const kTask = 'case';
export const kScript = 'script';

const kCollections = { users: 'Users', people: 'People', employees: 'Employees', orders: 'Orders',
                       addresses: 'Addresses' };

/** The document with the collection that its id speaks of, unless it names another. */
function withCollection(id, document) {
  const collection = kCollections[id.split('/')[0]];
  return { ...document, '@metadata': { '@collection': collection, ...document['@metadata'] } };
}

function withoutMetadata(document) {
  const { '@metadata': _, ...body } = document;
  return body;
}

/** A database of a case, by its protocol. */
export class CaseDatabase {
  constructor(server, name) {
    this.server = server;
    this.name = name;
  }

  path(rest) { return `/databases/${this.name}${rest}`; }
  query(path, parameters) { return this.path(`${path}?${new URLSearchParams(parameters)}`); }

  /** Commands of one transaction. */
  batch(commands) { return this.server.call('POST', this.path('/bulk_docs'), { Commands: commands }); }

  /** Stores documents, `{ id: document }`, in one transaction. */
  async put(documents) {
    await write(this.server, this.name, Object.fromEntries(
      Object.entries(documents).map(([id, document]) => [id, withCollection(id, document)])));
  }

  async remove(...ids) {
    await write(this.server, this.name, Object.fromEntries(ids.map((id) => [id, null])));
  }

  /** A document with its metadata; undefined if there is none. */
  async document(id) {
    const answer = await this.server.request('GET', this.query('/docs', { id }));
    return answer.json?.Results?.[0] ?? undefined;
  }

  /** A document without its metadata; undefined if there is none. */
  async body(id) {
    const document = await this.document(id);
    return document && withoutMetadata(document);
  }

  /** All documents whose ids start with `prefix`, with their metadata. */
  async documentsUnder(prefix) {
    const { Results } = await this.server.call('GET', this.query('/docs', { startsWith: prefix, pageSize: 4096 }));
    return Results;
  }

  async bodiesUnder(prefix) { return (await this.documentsUnder(prefix)).map(withoutMetadata); }

  async ids() { return (await this.documentsUnder('')).map((document) => document['@metadata']['@id']); }

  /** `content`: bytes, a text, or pieces that are sent as they come. */
  async attach(id, name, content, contentType = '') {
    const response = await fetch(this.server.url + this.query('/attachments', { id, name, contentType }),
                                 { method: 'PUT', body: content, duplex: 'half' });
    if (!response.ok) throw new Error(`attachment of ${id}: ${response.status} ${await response.text()}`);
  }

  async detach(id, name) { await this.server.call('DELETE', this.query('/attachments', { id, name })); }

  /** `{ content, contentType }` of an attachment; undefined if there is none. */
  async attachment(id, name) {
    const response = await fetch(this.server.url + this.query('/attachments', { id, name }));
    if (response.status === 404) return undefined;
    return { content: Buffer.from(await response.arrayBuffer()), contentType: response.headers.get('content-type') };
  }

  /** The SHA-256 of an attachment that may be large. */
  async attachmentDigest(id, name) {
    const response = await fetch(this.server.url + this.query('/attachments', { id, name }));
    if (!response.ok) throw new Error(`attachment of ${id}: ${response.status}`);
    const hash = createHash('sha256');
    for await (const piece of response.body) hash.update(piece);
    return hash.digest('hex');
  }

  /** The text of an attachment; undefined if there is none. */
  async attached(id, name) { return (await this.attachment(id, name))?.content.toString(); }

  async #changeCounter(id, operation) {
    await this.server.call('POST', this.path('/counters'),
                           { Documents: [{ DocumentId: id, Operations: [operation] }] });
  }

  async increment(id, name, by = 1) { await this.#changeCounter(id, { Type: 'Increment', CounterName: name, Delta: by }); }
  async deleteCounter(id, name) { await this.#changeCounter(id, { Type: 'Delete', CounterName: name }); }

  /** All counters of a document: `{ name: value }`. */
  async counters(id) {
    const { Counters } = await this.server.call('GET', this.query('/counters', { docId: id }));
    return Object.fromEntries(Counters.filter(Boolean).map((c) => [c.CounterName, c.TotalValue]));
  }

  /** Appends entries: `[time, value, tag]`. */
  async append(id, name, ...entries) {
    await this.changeSeries(id, { Name: name, Appends: entries.map(([time, value, tag]) => (
      { Timestamp: time, Values: [value], Tag: tag ?? null })) });
  }

  /** Deletes the entries from `from` to `to`, both included. */
  async cut(id, name, from, to = from) {
    await this.changeSeries(id, { Name: name, Deletes: [{ From: from, To: to }] });
  }

  async changeSeries(id, changes) {
    await this.server.call('POST', this.query('/timeseries', { docId: id }), changes);
  }

  /** The entries of a series as `[time, value, tag]`, times to the day where they are whole days. */
  async series(id, name) {
    const answer = await this.server.request('GET', this.query('/timeseries', { docId: id, name }));
    return (answer.json?.Entries ?? []).map((entry) => (
      [entry.Timestamp.replace('T00:00:00.0000000Z', ''), entry.Values[0], entry.Tag]));
  }
}

export class EtlCase {
  /**
   * Makes both databases; the task too, unless `isLater`. What else `options` has is of the script:
   * `collections` (none: all documents), `script` (none: empty), `documentIdPostfix`.
   */
  static async open(server, options = {}) {
    const etl = new EtlCase();
    const name = `case-${randomUUID().slice(0, 8)}`;
    etl.server = server;
    etl.source = new CaseDatabase(server, name);
    etl.destination = new CaseDatabase(server, `${name}-to`);
    etl.options = options;
    await createDatabase(server, etl.source.name);
    await createDatabase(server, etl.destination.name);
    if (!options.isLater) await etl.start();
    return etl;
  }

  #configuration() {
    const { collections = [], script = '', documentIdPostfix } = this.options;
    return { Name: kTask, EtlType: 'Raven', ConnectionStringName: kTask,
             Transforms: [{ Name: kScript, Collections: collections, ApplyToAllDocuments: collections.length === 0,
                            Script: script, DocumentIdPostfix: documentIdPostfix ?? null }] };
  }

  /** Defines the task. */
  async start() {
    await this.server.call('PUT', this.source.path('/admin/connection-strings'),
                           { Name: kTask, Type: 'Raven', Database: this.destination.name,
                             TopologyDiscoveryUrls: [this.server.url] });
    const { TaskId } = await this.server.call('PUT', this.source.path('/admin/etl'), this.#configuration());
    this.taskId = TaskId;
  }

  /** Waits until all is delivered. */
  async settled() { await caughtUp(this.server, this.source.name); }

  async put(documents) { await this.source.put(documents); await this.settled(); }
  async remove(...ids) { await this.source.remove(...ids); await this.settled(); }

  /** What the process still has to do and has done, as the progress endpoint says. */
  async progress() {
    const { Results } = await this.server.call('GET', this.source.path('/etl/progress'));
    return Results[0].ProcessesProgress[0];
  }

  async setDisabled(disable) {
    const { TaskId } = await this.server.call('GET', this.source.query('/task', { taskName: kTask, type: 'RavenEtl' }));
    await this.server.call('POST', this.source.query('/admin/tasks/state', { key: TaskId, type: 'RavenEtl', disable }));
  }

  /** The ids of the documents that could not be delivered. */
  async failed() {
    const { Results } = await this.server.call('GET', this.source.query('/etl/errors', { task: kTask, script: kScript }));
    return Results.map((error) => error.DocumentId);
  }
}
