// ETL tasks of a server under test: defined, watched, told to try again.
import { eventually } from './penstock.mjs';

export async function createDatabase(server, database) {
  await server.call('PUT', `/admin/databases?name=${database}&replicationFactor=1`,
                    { DatabaseName: database });
}

/** Stores documents, `{ id: document }`, in one batch; null deletes. */
export async function write(server, database, documents) {
  const commands = Object.entries(documents).map(([id, document]) => (
    document === null ? { Id: id, ChangeVector: null, Type: 'DELETE' }
                      : { Id: id, ChangeVector: null, Type: 'PUT', Document: document }));
  await server.call('POST', `/databases/${database}/bulk_docs`, { Commands: commands });
}

/** A task with its connection string of the same name. */
export async function defineTask(server, database, name, connection, task) {
  const type = connection.FactoryName ? 'Sql' : 'Raven';
  await server.call('PUT', `/databases/${database}/admin/connection-strings`,
                    { Name: name, Type: type, ...connection });
  await server.call('PUT', `/databases/${database}/admin/etl`,
                    { Name: name, EtlType: type, ConnectionStringName: name, ...task });
}

/**
 * How the processes of all tasks are doing: progress, statistics and state, flat. The state is read
 * first, so that a process that waits for a write has that write in what it still has to do.
 */
export async function processes(server, database) {
  const stats = await server.call('GET', `/databases/${database}/etl/debug/stats`);
  const progress = await server.call('GET', `/databases/${database}/etl/progress`);
  return progress.Results.flatMap((task) => task.ProcessesProgress.map((process) => {
    const { Statistics, Metrics } = stats.Results.find((other) => other.TaskName === task.TaskName)
      .Stats.find((other) => other.TransformationName === process.TransformationName);
    return { Task: task.TaskName, ...process, ...Statistics, ...Metrics };
  }));
}

/** Waits until every process waits to retry, and returns them. */
export function allWaitToRetry(server, database, seconds = 20) {
  return eventually('every process waits to retry', async () => {
    const all = await processes(server, database);
    return all.length > 0 && all.every((p) => p.State === 'WaitingToRetry') && all;
  }, seconds);
}

/** Waits until all is delivered, and lets no process sit out its back-off. */
export async function retriedAndCaughtUp(server, database, seconds = 30) {
  await eventually('all processes tried again and caught up', async () => {
    const all = await processes(server, database);
    for (const process of all.filter((p) => p.State === 'WaitingToRetry')) {
      await server.call('POST', `/databases/${database}/admin/etl/resume?` + new URLSearchParams({
        configurationName: process.Task, transformationName: process.TransformationName }));
    }
    return all.length > 0 && all.every((p) => p.Completed);
  }, seconds);
}

/** The documents that a script of a task could not deliver. */
export async function documentErrors(server, database, task, script) {
  const query = `task=${encodeURIComponent(task)}&script=${encodeURIComponent(script)}`;
  return (await server.call('GET', `/databases/${database}/etl/errors?${query}`)).Results;
}

/** All documents of a collection, by id. */
export async function collection(server, database, name) {
  const documents = new Map();
  for (let start = 0; ; start += 1000) {
    const page = await server.call('POST', `/databases/${database}/queries`,
                                   { Query: `from ${name} limit ${start}, 1000` });
    for (const document of page.Results) documents.set(document['@metadata']['@id'], document);
    if (page.Results.length < 1000) return documents;
  }
}
