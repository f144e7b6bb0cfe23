// A source, a destination and a task between them, by the protocol: for tests of how tasks are
// operated.
import { eventually } from '../support/js/penstock.mjs';

/** What tests of tasks say often, on the server of `context`. */
export function etlTasks(context) {
  let made = 0;
  const call = (...request) => context.server.call(...request);
  const request = (...of) => context.server.request(...of);

  const putConnectionString = (database, name, destination, urls = [context.server.url]) =>
    call('PUT', `/databases/${database}/admin/connection-strings`,
         { Type: 'Raven', Name: name, Database: destination, TopologyDiscoveryUrls: urls });

  /** A source with a destination and a connection string `dst` between them; `number` is theirs alone. */
  async function sourceAndDestination() {
    const number = ++made;
    const source = `src${number}`;
    const destination = `dst${number}`;
    await context.create(source);
    await context.create(destination);
    await putConnectionString(source, 'dst', destination);
    return { source, destination, number };
  }

  const taskPath = (database, id) => `/databases/${database}/admin/etl${id === undefined ? '' : `?id=${id}`}`;

  async function read(database, id) {
    const { json } = await request('GET', `/databases/${database}/docs?id=${encodeURIComponent(id)}`);
    return json?.Results?.[0] ?? null;
  }

  return {
    call, request, putConnectionString, sourceAndDestination, read,
    putTask: (database, definition, id) => call('PUT', taskPath(database, id), definition),
    tryTask: (database, definition, id) => request('PUT', taskPath(database, id), definition),
    write: (database, ...commands) => call('POST', `/databases/${database}/bulk_docs`, { Commands: commands }),
    arrives: (database, id) => eventually(`${id} arrives in ${database}`, () => read(database, id)),

    async statsOf(database, transformation) {
      const { Results } = await call('GET', `/databases/${database}/etl/stats`);
      return Results.flatMap(({ Stats }) => Stats)
        .find(({ TransformationName }) => TransformationName === transformation).Statistics;
    },
    errorsOf: async (database, transformation) =>
      (await call('GET', `/databases/${database}/etl/errors?task=T&script=${transformation}`)).Results,
    alertsOf: async (database) => (await call('GET', `/databases/${database}/notifications?type=alert`)).Results,
    infoOf: (database) => call('GET', `/databases/${database}/task?taskName=T&type=RavenEtl`),
  };
}

export const task = (transforms, more = {}) =>
  ({ Name: 'T', EtlType: 'Raven', ConnectionStringName: 'dst', Transforms: transforms, ...more });
export const script = (name, collections, text, more = {}) =>
  ({ Name: name, Collections: collections, Script: text, ...more });
/** One script over the collection Users. */
export const users = (text) => [script('S', ['Users'], text)];

export const putCommand = (id, collection, body = {}) =>
  ({ Type: 'PUT', Id: id, ChangeVector: null,
     Document: { ...body, '@metadata': { '@collection': collection } } });
export const deleteCommand = (id) => ({ Type: 'DELETE', Id: id, ChangeVector: null });
