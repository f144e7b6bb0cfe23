// The process behind reader.mjs: node reader_process.mjs URL DATABASE
import {
  DocumentStore, GetCompareExchangeValueOperation, GetStatisticsOperation, GetTimeSeriesOperation,
} from 'ravendb';

import { collect, documentOf } from './reader.mjs';

const [url, database] = process.argv.slice(2);
const store = new DocumentStore(url, database);
store.initialize();

const kMany = 10_000;

const questions = {
  async document(session, id) {
    const entity = await session.load(id);
    return entity && documentOf(session, entity);
  },
  async documents(session, prefix) {
    const entities = await session.advanced.loadStartingWith(prefix, { pageSize: kMany });
    return entities.map((entity) => documentOf(session, entity));
  },
  async attachment(session, id, name) {
    const attachment = await session.advanced.attachments.get(id, name);
    if (!attachment) return null;
    const bytes = await collect(attachment.data);
    const { contentType, size, hash, changeVector } = attachment.details;
    attachment.dispose();
    return { bytes, contentType, size, hash, changeVector };
  },
  counters: (session, id) => session.countersFor(id).getAll(),
  async timeSeries(_, id, name, from, to) {
    const range = await store.operations.send(new GetTimeSeriesOperation(id, name, from, to));
    if (!range) return null;  // The client says undefined of a series that is not there.
    return range.entries.map(({ timestamp, values, tag }) => ({ timestamp, values, tag: tag ?? null }));
  },
  async revisions(session, id) {
    const entities = await session.advanced.revisions.getFor(id, { pageSize: kMany });
    return entities.map((entity) => documentOf(session, entity));
  },
  async compareExchange(_, key) {
    const found = await store.operations.send(new GetCompareExchangeValueOperation(key));
    return found ? { key: found.key, index: found.index, value: found.value } : null;
  },
  async statistics() {
    return { ...await store.maintenance.send(new GetStatisticsOperation()) };
  },
};

async function answer({ what, about }) {
  const session = store.openSession({ noCaching: true });
  try {
    return { value: await questions[what](session, ...about) };
  } catch (error) {
    return { error: `${what}(${about.join(', ')}): ${error.stack}` };
  } finally {
    session.dispose();
  }
}

process.on('message', async (question) => {
  process.send({ number: question.number, ...await answer(question) });
});
process.on('disconnect', () => store.dispose());
