// The second client: a process of its own, which knows of a database only what the server tells it.
import { fork } from 'node:child_process';
import { once } from 'node:events';

/**
 * Asks another process. Every question is answered from a session of its own, so that nothing it
 * saw before counts. What is not there is null. Dates and bytes come as such.
 */
export class Reader {
  #child;
  #waiting = new Map();
  #asked = 0;

  constructor(url, database) {
    this.#child = fork(new URL('reader_process.mjs', import.meta.url), [url, database],
                       { serialization: 'advanced' });
    this.#child.on('message', ({ number, value, error }) => {
      const { resolve, reject } = this.#waiting.get(number);
      this.#waiting.delete(number);
      if (error) reject(new Error(`the second client: ${error}`));
      else resolve(value);
    });
    this.#child.on('exit', (code) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`the second client ended with ${code}`));
      this.#waiting.clear();
    });
  }

  /** As documentOf() has it. */
  document(id) { return this.#ask('document', id); }

  /** The same of all whose ids start so, by id. */
  documents(prefix) { return this.#ask('documents', prefix); }

  /** { bytes, contentType, size, hash, changeVector } */
  attachment(id, name) { return this.#ask('attachment', id, name); }

  /** { name: value }, of all counters of a document. */
  counters(id) { return this.#ask('counters', id); }

  /** [{ timestamp, values, tag }], all or from a date to another. */
  timeSeries(id, name, from, to) { return this.#ask('timeSeries', id, name, from, to); }

  /** As documentOf() has them, the newest first. */
  revisions(id) { return this.#ask('revisions', id); }

  /** { key, index, value } */
  compareExchange(key) { return this.#ask('compareExchange', key); }

  /** What the server counts of the database. */
  statistics() { return this.#ask('statistics'); }

  /** Ends the process. Fails if it did not end well. */
  async stop() {
    const exited = once(this.#child, 'exit');
    this.#child.disconnect();
    const [code] = await exited;
    if (code !== 0) throw new Error(`the second client ended with ${code}`);
  }

  #ask(what, ...about) {
    const number = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject });
      this.#child.send({ number, what, about });
    });
  }
}

/** All bytes of a stream. */
export async function collect(stream) {
  const pieces = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Without what JSON does not have either. */
const plain = (value) => JSON.parse(JSON.stringify(value));

/**
 * A document whole, { body, metadata }, as `session` has `entity`: after saveChanges() what a
 * second client has to find.
 */
export function documentOf(session, entity) {
  const { id, '@metadata': _, ...body } = plain(entity);
  const metadata = plain(session.advanced.getMetadataFor(entity));
  return { body, metadata };
}
