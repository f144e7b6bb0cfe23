// Time series through the official client, the way an application uses them; what one client
// writes is read back by another in its own process.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  AppendOperation,
  DeleteOperation,
  GetMultipleTimeSeriesOperation,
  GetStatisticsOperation,
  GetTimeSeriesStatisticsOperation,
  TimeSeriesBatchOperation,
  TimeSeriesOperation,
} from 'ravendb';

import { Employee, change, withServer } from './support.mjs';

const kDay = 24 * 60 * 60 * 1000;
const kBase = Date.UTC(2024, 0, 1);
/** So many minutes after the first of January 2024. */
const at = (minutes) => new Date(kBase + minutes * 60 * 1000);
let store;
let other;   // Another client of this process.
let reader;  // A client of another process: what it sees, the server has stored.
const server = withServer(async () => {
  store = await server.create('time-series');
  other = server.open('time-series');
  reader = server.read('time-series');
  await change(store, async (session) => {
    await session.store(new Employee('Ann', 41), 'employees/ann');
    await session.store(new Employee('Bob', 25), 'employees/bob');
  });
});

/** [[minutes, values, tag]], as the client of the other process reads them. */
async function readAll(id, name) {
  const entries = await reader.timeSeries(id, name);
  return entries && plain(entries);
}

function plain(entries) {
  return entries.map((entry) => [(entry.timestamp.getTime() - kBase) / 60_000, entry.values,
                                 entry.tag ?? null]);
}

test('appends through a session and reads with another client', async () => {
  await change(store, async (session) => {
    const series = session.timeSeriesFor('employees/ann', 'HeartRates');
    series.append(at(2), [72.5, 0.1], 'watches/1');
    series.append(at(1), 71);
    series.append(at(3), 73);
  });
  assert.deepEqual(await readAll('employees/ann', 'heartrates'),
                   [[1, [71], null], [2, [72.5, 0.1], 'watches/1'], [3, [73], null]]);
  const session = other.openSession();
  const employee = await session.load('employees/ann', Employee);
  const metadata = session.advanced.getMetadataFor(employee);
  assert.deepEqual(metadata['@timeseries'], ['HeartRates']);
  assert.equal(metadata['@flags'], 'HasTimeSeries');
  assert.deepEqual(session.advanced.getTimeSeriesFor(employee), ['HeartRates']);
  assert.deepEqual(plain(await session.timeSeriesFor(employee, 'HeartRates').get(at(2), at(3))),
                   [[2, [72.5, 0.1], 'watches/1'], [3, [73], null]]);
});

test('appends before, between and over what is there', async () => {
  await change(store, async (session) => {
    const series = session.timeSeriesFor('employees/ann', 'HeartRates');
    series.append(at(-5), 60);
    series.append(at(1.5), 70);
    series.append(at(2), 99, 'watches/2');
  });
  assert.deepEqual(await readAll('employees/ann', 'HeartRates'),
                   [[-5, [60], null], [1, [71], null], [1.5, [70], null], [2, [99], 'watches/2'],
                    [3, [73], null]]);
});

test('reads pages, which a session does not take for the whole', async () => {
  const session = other.openSession();
  const series = session.timeSeriesFor('employees/ann', 'HeartRates');
  assert.deepEqual(plain(await series.get(1, 2)), [[1, [71], null], [1.5, [70], null]]);
  assert.equal((await series.get()).length, 5);
});

test('deletes a range, one entry and a whole series', async () => {
  await change(store, async (session) => {
    session.timeSeriesFor('employees/ann', 'HeartRates').delete(at(1), at(1.5));
  });
  await change(store, async (session) => {
    session.timeSeriesFor('employees/ann', 'HeartRates').deleteAt(at(-5));
  });
  assert.deepEqual(await readAll('employees/ann', 'HeartRates'),
                   [[2, [99], 'watches/2'], [3, [73], null]]);
  await change(store, async (session) => {
    session.timeSeriesFor('employees/ann', 'HeartRates').delete();
  });
  assert.equal(await readAll('employees/ann', 'HeartRates'), null);
  const session = other.openSession();
  const employee = await session.load('employees/ann', Employee);
  assert.equal(session.advanced.getMetadataFor(employee)['@timeseries'], undefined);
});

test('changes a series without a session, thousands of entries at once', async () => {
  const operation = new TimeSeriesOperation('Steps');
  for (let i = 0; i < 5000; i++) operation.append(new AppendOperation(at(i), [i, i / 7], 'watches/1'));
  await store.operations.send(new TimeSeriesBatchOperation('employees/bob', operation));
  const entries = await readAll('employees/bob', 'Steps');
  assert.equal(entries.length, 5000);
  assert.deepEqual(entries[4999], [4999, [4999, 4999 / 7], 'watches/1']);

  const deletion = new TimeSeriesOperation('Steps');
  deletion.delete(new DeleteOperation(at(10), at(4989)));
  deletion.append(new AppendOperation(at(100), [1]));
  await store.operations.send(new TimeSeriesBatchOperation('employees/bob', deletion));
  assert.equal((await readAll('employees/bob', 'Steps')).length, 21);
});

test('reads several ranges of several series', async () => {
  await change(store, async (session) => {
    session.timeSeriesFor('employees/bob', 'Heart Rates & more').append(at(1), 70);
  });
  const details = await other.operations.send(new GetMultipleTimeSeriesOperation('employees/bob', [
    { name: 'Steps', from: at(0), to: at(1) },
    { name: 'Steps', from: at(4998), to: null },
    { name: 'None', from: null, to: null },
  ]));
  assert.equal(details.id, 'employees/bob');
  const steps = details.values.get('Steps');
  assert.deepEqual(steps.map((range) => range.entries.map((entry) => entry.values[0])),
                   [[0, 1], [4998, 4999]]);
  assert.deepEqual(details.values.get('None')[0].entries, []);
  assert.deepEqual(await readAll('employees/bob', 'Heart Rates & more'), [[1, [70], null]]);
});

test('tells statistics of series', async () => {
  const statistics =
      await other.operations.send(new GetTimeSeriesStatisticsOperation('employees/bob'));
  assert.equal(statistics.documentId, 'employees/bob');
  const steps = statistics.timeSeries.find((series) => series.name === 'Steps');
  assert.equal(steps.numberOfEntries, 21);
  assert.deepEqual([steps.startDate, steps.endDate], [at(0), at(4999)]);
  const database = await other.maintenance.send(new GetStatisticsOperation());
  assert.ok(database.countOfTimeSeriesSegments >= 2);
});

test('counts incremental series up', async () => {
  await change(store, async (session) => {
    session.incrementalTimeSeriesFor('employees/bob', 'INC:Visits').increment(at(1), 4);
  });
  await change(store, async (session) => {
    session.incrementalTimeSeriesFor('employees/bob', 'INC:Visits').increment(at(1), 3);
    session.incrementalTimeSeriesFor('employees/bob', 'INC:Visits').increment(at(2), [1, 2]);
  });
  assert.deepEqual(await readAll('employees/bob', 'INC:Visits'),
                   [[1, [7], null], [2, [1, 2], null]]);
});

/** What the client defers for a copy; it does not export its class. */
function copyCommand(id, name, destinationId, destinationName, from) {
  const command = { Id: id, Name: name, DestinationId: destinationId, DestinationName: destinationName,
                    From: from.toISOString(), To: null, Type: 'TimeSeriesCopy' };
  return { id, name, changeVector: null, type: command.Type, serialize: () => command,
           onBeforeSaveChanges() {} };
}

test('copies a series', async () => {
  await change(store, async (session) => {
    session.advanced.defer(copyCommand('employees/bob', 'Steps', 'employees/ann', 'Copied', at(4998)));
  });
  assert.deepEqual((await readAll('employees/ann', 'Copied')).map(([minutes]) => minutes),
                   [4998, 4999]);
});

test('loads a document with its series', async () => {
  const session = other.openSession();
  const employee = await session.load('employees/bob', {
    documentType: Employee,
    includes: (i) => i.includeTimeSeries('Steps', at(4000), at(5000)),
  });
  assert.equal(session.advanced.numberOfRequests, 1);
  const entries = await session.timeSeriesFor(employee, 'Steps').get(at(4998), at(5000));
  assert.deepEqual(plain(entries).map(([minutes]) => minutes), [4998, 4999]);
  assert.equal(session.advanced.numberOfRequests, 1, 'what was included is not asked for again');
});

test('reads a series with the documents of its tags', async () => {
  await change(store, async (session) => {
    await session.store(new Employee('Watch', 1), 'watches/1');
  });
  const session = other.openSession();
  await session.timeSeriesFor('employees/bob', 'Steps')
      .get(null, null, (i) => i.includeTags().includeDocument());
  assert.equal(session.advanced.numberOfRequests, 1);
  assert.equal((await session.load('watches/1', Employee)).name, 'Watch');
  assert.equal((await session.load('employees/bob', Employee)).name, 'Bob');
  assert.equal(session.advanced.numberOfRequests, 1);
});

test('a transaction that fails appends nothing', async () => {
  const session = store.openSession();
  session.timeSeriesFor('employees/bob', 'Lost').append(at(1), 1);
  session.timeSeriesFor('employees/nobody', 'Lost').append(at(1), 1);
  await assert.rejects(session.saveChanges(), { name: 'DocumentDoesNotExistException' });
  assert.equal(await readAll('employees/bob', 'Lost'), null);
});

test('refuses more values than an entry may have', async () => {
  const session = store.openSession();
  session.timeSeriesFor('employees/bob', 'Wide').append(at(1), new Array(33).fill(1));
  await assert.rejects(session.saveChanges(), /32/);
  assert.equal(await readAll('employees/bob', 'Wide'), null);
});

test('series go with their document', async () => {
  await change(store, async (session) => session.delete('employees/bob'));
  assert.equal(await readAll('employees/bob', 'Steps'), null);
  await change(store, async (session) => {
    const bob = new Employee('Bob', 26);
    await session.store(bob, 'employees/bob');
    session.timeSeriesFor(bob, 'Steps').append(new Date(kBase + kDay), 5);
  });
  assert.deepEqual(await readAll('employees/bob', 'Steps'), [[1440, [5], null]]);
});
