// Writers of every kind, each of which is an application with the official client and ids of its own:
// it sends one write after the other and tells the oracle of each.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { CreateDatabaseOperation, DeleteDatabasesOperation, DocumentStore } from '../../support/js/raven_client.mjs';
import { documentFact, keyOf } from './stored_facts.mjs';

const kRefusedShare = 0.05;
const kStrangeVector = 'Z:1-aaaaaaaaaaaaaaaaaaaaaa';
const kBase = Date.UTC(2026, 0, 1);
const kMinute = 60_000;
const kDeletedShare = 0.2;
const kPartDeletedShare = 0.03;
const kParts = 3;
const kTicketsMax = 100;
const kAttachmentBytesMax = 1_500_000;
const kSeries = 'Pulse';
const kSeriesSlots = 60;
const kNowAndThenMs = 150;
/** What the names of databases that come and go begin with. */
export const kSideDatabases = 'side';

/** What the client says when the server has gone, and nothing else. */
const isGone = (error) => /AllTopologyNodesDown|fetch failed|ECONNRE|socket|terminated|other side closed|ENOTFOUND|EPIPE/i
  .test(`${error.name} ${error.message} ${error.cause?.message}`);

export class Order { constructor(members) { Object.assign(this, members); } }
export class Part { constructor(members) { Object.assign(this, members); } }
export class Ticket { constructor(members) { Object.assign(this, members); } }
const kEntityTypes = [Order, Part, Ticket];

/** A store of the official client that knows what the writers write. */
export function openStore(url, database) {
  const store = new DocumentStore(url, database);
  for (const type of kEntityTypes) store.conventions.registerEntityType(type);
  store.conventions.disableTopologyUpdates = true;
  return store.initialize();
}

class Writer {
  version = 0;

  /** `name`: the part of its ids that is its own. */
  constructor(name, oracle) {
    this.name = name;
    this.oracle = oracle;
  }

  /**
   * Writes until the server is gone, or the signal `end` is given. `random`: its decisions of this
   * life; `pauseMs`: how long it waits between two writes.
   */
  async run(store, random, { end, pauseMs = 0 } = {}) {
    this.random = random;
    try {
      while (!end?.aborted) {
        await this.#send(await this.next(store));
        if (pauseMs > 0) await delay(pauseMs);
      }
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }

  async #send(write) {
    const number = this.oracle.begin(write);
    try {
      await write.send();
    } catch (error) {
      if (error.name !== 'ConcurrencyException') throw error;
      assert.ok(write.isToBeRefused, `refused: ${error.message}`);
      this.oracle.refuse(number);
      return;
    }
    assert.ok(!write.isToBeRefused, 'a write over a version that never was is acknowledged');
    this.oracle.acknowledge(number);
  }

  upTo(count) { return Math.floor(this.random() * count); }
  isLikely(share) { return this.random() < share; }

  /**
   * What `fill` does to a session, to be saved as one write: it returns the changes of facts and the
   * number of commands. Nothing may happen of one that is to be refused.
   */
  async inSession(store, fill, isToBeRefused = false) {
    const session = store.openSession({ noCaching: true });
    const { changes, commands } = await fill(session);
    if (isToBeRefused) await session.store(new Order({}), `orders/${this.name}-0-refused`, { changeVector: kStrangeVector });
    return { changes: isToBeRefused ? {} : changes, commands, isToBeRefused,
             send: () => session.saveChanges().finally(() => session.dispose()) };
  }
}

/** Puts and deletes of orders, in batches of up to so many, over so many ids, with notes of up to so many letters. */
class OrderWriter extends Writer {
  constructor(name, oracle, { batchMax, ids, noteMax }) {
    super(name, oracle);
    Object.assign(this, { batchMax, ids, noteMax });
  }

  #order() {
    const lines = Array.from({ length: this.upTo(4) }, (_, i) => (
      { Product: `products/${i}`, Quantity: 1 + this.upTo(9), Price: this.upTo(200) / 4 }));
    return new Order({ Version: ++this.version, Paid: this.isLikely(0.5), At: new Date(kBase + this.upTo(1e9)).toISOString(),
                       Note: this.isLikely(0.1) ? null : 'Grüße,'.repeat(this.upTo(this.noteMax / 6)), Lines: lines });
  }

  next(store) {
    const ids = new Set(Array.from({ length: 1 + this.upTo(this.batchMax) }, () => `orders/${this.name}-${this.upTo(this.ids)}`));
    return this.inSession(store, async (session) => {
      const changes = {};
      for (const id of ids) {
        const order = this.isLikely(kDeletedShare) ? null : this.#order();
        changes[keyOf.document(id)] = order && documentFact(order);
        await (order ? session.store(order, id) : session.delete(id));
      }
      return { changes, commands: ids.size };
    }, this.isLikely(kRefusedShare));
  }
}

/** Documents whose ids come from ranges that the client is given: none may be given twice. */
class TicketWriter extends Writer {
  #given = new Set();
  #kept = [];

  next(store) {
    return this.inSession(store, async (session) => {
      const ticket = new Ticket({ Version: ++this.version });
      await session.store(ticket);
      const id = session.advanced.getDocumentId(ticket);
      assert.ok(!this.#given.has(id), `${id} was given twice`);
      this.#given.add(id);
      const changes = { [keyOf.document(id)]: documentFact({ Version: ticket.Version }) };
      if (this.#kept.push(id) <= kTicketsMax) return { changes, commands: 1 };
      const oldest = this.#kept.shift();
      await session.delete(oldest);
      return { changes: { ...changes, [keyOf.document(oldest)]: null }, commands: 2 };
    });
  }
}

// What can be done to what hangs on a document: each returns the changes of facts.

function changeAttachment(writer, session, id) {
  const name = `photo-${writer.upTo(3)}`;
  const key = keyOf.attachment(id, name);
  if (writer.oracle.has(key) && writer.isLikely(kDeletedShare)) {
    session.advanced.attachments.delete(id, name);
    return { [key]: null };
  }
  const content = Buffer.alloc(Math.ceil(writer.random() ** 4 * kAttachmentBytesMax), `${id} ${++writer.version} `);
  session.advanced.attachments.store(id, name, content, 'image/png');
  return { [key]: createHash('sha256').update(content).digest('hex') };
}

function changeCounter(writer, session, id) {
  const name = `likes-${writer.upTo(3)}`;
  const key = keyOf.counter(id, name);
  const counters = session.countersFor(id);
  if (writer.oracle.has(key) && writer.isLikely(kDeletedShare)) {
    counters.delete(name);
    return { [key]: null };
  }
  const by = writer.upTo(100) - 40;
  counters.increment(name, by);
  return { [key]: (writer.oracle.valueOf(key) ?? 0) + by };
}

function changeSeries(writer, session, id) {
  const series = session.timeSeriesFor(id, kSeries);
  const from = writer.upTo(kSeriesSlots);
  const slots = Array.from({ length: 1 + writer.upTo(10) }, (_, i) => new Date(kBase + (from + i) * kMinute));
  const keys = slots.map((time) => keyOf.entry(id, kSeries, time.toISOString()));
  if (writer.isLikely(kDeletedShare)) {
    series.delete(slots[0], slots.at(-1));
    return Object.fromEntries(keys.map((key) => [key, null]));
  }
  const value = ++writer.version;
  for (const time of slots) series.append(time, value);
  return Object.fromEntries(keys.map((key) => [key, value]));
}

const kChangesOfParts = { changeAttachment, changeCounter, changeSeries };

/** Parts, and what hangs on them: each write makes one, takes it away with all, or does these things to it. */
class PartWriter extends Writer {
  constructor(name, oracle, changes) {
    super(name, oracle);
    this.changes = changes;
  }

  next(store) {
    const id = `parts/${this.name}-${this.upTo(kParts)}`;
    return this.inSession(store, async (session) => {
      if (!this.oracle.has(keyOf.document(id))) return this.#make(session, id);
      if (this.isLikely(kPartDeletedShare)) return this.#remove(session, id);
      const changes = this.changes.map((change) => change(this, session, id));
      return { changes: Object.assign({}, ...changes), commands: changes.length };
    });
  }

  async #make(session, id) {
    const part = new Part({ Version: ++this.version });
    await session.store(part, id);
    return { changes: { [keyOf.document(id)]: documentFact({ Version: part.Version }) }, commands: 1 };
  }

  async #remove(session, id) {
    await session.delete(id);
    const keys = this.oracle.keys().filter((key) => key === id || key.startsWith(`${id}|`));
    return { changes: Object.fromEntries(keys.map((key) => [key, null])), commands: 1 };
  }
}

/** Databases that come and go, one now and then. */
class DatabaseWriter extends Writer {
  async next(store) {
    await delay(kNowAndThenMs);
    const databaseName = `${this.name}-${this.upTo(3)}`;
    const key = keyOf.database(databaseName);
    const operation = this.oracle.has(key) ? new DeleteDatabasesOperation({ databaseNames: [databaseName], hardDelete: true })
                                           : new CreateDatabaseOperation({ databaseName });
    return { changes: { [key]: this.oracle.has(key) ? null : true }, commands: 1,
             send: () => store.maintenance.server.send(operation) };
  }
}

/** Cleans tombstones that no task needs, now and then. Nothing that is a fact changes. */
class Caretaker extends Writer {
  async next(store) {
    await delay(kNowAndThenMs);
    return { changes: {}, commands: 0, send: async () => {
      const answer = await fetch(`${store.urls[0]}/databases/${store.database}/admin/tombstones/cleanup`, { method: 'POST' });
      assert.equal(answer.status, 200, await answer.text());
    } };
  }
}

/** One of each kind, some of them more than once. */
export function makeWriters(oracle) {
  const { changeAttachment, changeCounter, changeSeries } = kChangesOfParts;
  return [
    new OrderWriter('a', oracle, { batchMax: 1, ids: 40, noteMax: 100 }),
    new OrderWriter('b', oracle, { batchMax: 30, ids: 80, noteMax: 100 }),
    // Enough for a batch that goes to a document destination in parts.
    new OrderWriter('c', oracle, { batchMax: 200, ids: 250, noteMax: 15_000 }),
    new PartWriter('a', oracle, [changeAttachment]),
    new PartWriter('c', oracle, [changeCounter]),
    new PartWriter('s', oracle, [changeSeries]),
    new PartWriter('m', oracle, Object.values(kChangesOfParts)),
    new TicketWriter('t', oracle),
    new DatabaseWriter(kSideDatabases, oracle),
    new Caretaker('caretaker', oracle),
  ];
}
