// The cases RT of ETL to document databases: time series.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { EtlCase } from '../support/js/etl_case.mjs';
import { withServer } from './support.mjs';

// Batches of three changes: what belongs together often comes apart.
const context = withServer(undefined, ['--etl-batch-items', '3']);
const kSeries = 'Heartrate';
const kEntry = ['2020-04-27', 58, 'fitbit'];

const open = (script, collections = ['Users'], isLater = false) => (
  EtlCase.open(context.server, { collections, script, isLater }));
/** A script whose function lets `returned` of each series go. */
const letting = (returned) => `loadToUsers(this);
  function loadTimeSeriesOfUsersBehavior(doc, ts) { return ${returned}; }`;
const at = (day) => (/^\d{4}-\d\d-\d\d$/.test(day) ? `${day}T00:00:00.0000000Z` : day);

async function append(database, id, ...entries) {
  await database.append(id, kSeries, ...entries.map(([day, value, tag]) => [at(day), value, tag]));
}

/** Writes a document and its entries in one transaction. */
async function write(etl, id, document, ...entries) {
  await etl.source.batch([
    { Id: id, ChangeVector: null, Type: 'PUT', Document: { ...document, '@metadata': { '@collection': 'Users' } } },
    { Id: id, Type: 'TimeSeries', TimeSeries: { Name: kSeries, Appends: entries.map(([day, value, tag]) => (
      { Timestamp: at(day), Values: [value], Tag: tag ?? null })) } }]);
}

const daysAt = async (database, id = 'users/1') => (await database.series(id, kSeries)).map(([day]) => day);

const april = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => `2020-04-${String(from + i).padStart(2, '0')}`);

for (const [id, what, script, collections] of [
  ['RT-001', 'no script over all documents', '', []],
  ['RT-003', 'a range around the entry', letting('{ from: new Date(2020,3,26), to: new Date(2020,3,28) }')],
  ['RT-005', 'a range with an end', letting('{ to: new Date(2020,3,28) }')],
  ['RT-007', 'a function that calls another', `${letting('allows(ts)')} function allows(ts) { return ts === 'Heartrate'; }`],
  ['RT-009', 'what a script adds, although its function lets nothing go',
   `var u = loadToUsers(this); u.addTimeSeries(loadTimeSeries('heartrate'));
    function loadTimeSeriesOfUsersBehavior(doc, ts) { return false; }`],
  ['RT-003', 'a range with other capitals', letting('{ From: new Date(2020,3,26), To: new Date(2020,3,28) }')],
  ['RT-003', 'an empty range, which is everything', letting('{}')],
]) {
  test(`${id} an entry arrives with time, value and tag: ${what}`, async () => {
    const etl = await open(script, collections);
    await write(etl, 'users/1', { N: 1 }, kEntry);
    await etl.settled();
    assert.deepEqual(await etl.failed(), []);
    assert.deepEqual(await etl.destination.body('users/1'), { N: 1 });
    assert.deepEqual(await etl.destination.series('users/1', kSeries), [kEntry]);
  });
}

for (const [id, returned] of [
  ['RT-011', 'false'], ['RT-011', 'null'], ['RT-011', 'undefined'],
  ['RT-013', '{ from: new Date(2019,3,26), to: new Date(2019,3,28) }'],
  ['RT-013', '{ from: new Date(2020,3,28) }'], ['RT-013', '{ to: new Date(2020,3,26) }'],
]) {
  test(`${id} the document arrives and the entry does not: ${returned}`, async () => {
    const etl = await open(letting(returned));
    await write(etl, 'users/1', { N: 1 }, kEntry);
    await etl.settled();
    assert.deepEqual(await etl.failed(), []);
    assert.deepEqual(await etl.destination.body('users/1'), { N: 1 });
    assert.deepEqual(await etl.destination.series('users/1', kSeries), []);
  });
}

test('RT-015 a function for a collection that the script is not run on is refused', async () => {
  await assert.rejects(open('loadToUsers(this); function loadTimeSeriesOfUsersBehavior(d, t) { return true; }', ['People']),
                       /Users/);
});

test('RT-017 ranges of one series are joined', async () => {
  const etl = await open(`var u = loadToUsers(this);
    u.addTimeSeries(loadTimeSeries('Heartrate', new Date(2020,3,10), new Date(2020,3,14)));
    u.addTimeSeries(loadTimeSeries('Heartrate', new Date(2020,3,20), '2020-04-24T00:00:00.0000000Z'));`);
  await write(etl, 'users/1', {}, ...april(1, 29).map((day, i) => [day, i]));
  await etl.settled();
  assert.deepEqual(await daysAt(etl.destination), [...april(10, 14), ...april(20, 24)]);
});

test('RT-019 an entry arrives once, whatever its document does beside', async () => {
  const etl = await open(letting('{ from: new Date(2020,3,26), to: new Date(2020,3,28) }'));
  for (let i = 0; i < 4; ++i) await write(etl, `users/${i}`, { i }, kEntry);
  await etl.settled();
  const rename = (i) => ({ Id: `users/${i}`, ChangeVector: null, Type: 'PUT',
                           Document: { Name: 'new', '@metadata': { '@collection': 'Users' } } });
  await etl.source.batch([rename(0), rename(1), rename(2),
    { Id: 'users/0', Type: 'TimeSeries', TimeSeries: { Name: kSeries, Appends: [
      { Timestamp: at('2020-04-28'), Values: [60], Tag: null }] } }, rename(3)]);
  await etl.settled();
  assert.deepEqual(await daysAt(etl.destination, 'users/0'), ['2020-04-27', '2020-04-28']);
  assert.equal((await etl.destination.body('users/3')).Name, 'new');
});

test('RT-021 a document that is deleted first keeps the series that the function lets go', async () => {
  const etl = await open(`var u = loadToUsers(this); u.addCounter(loadCounter('Like'));
    function loadTimeSeriesOfUsersBehavior(doc, ts) { return true; }`);
  await write(etl, 'users/1', { N: 1 }, kEntry);
  await etl.settled();
  await write(etl, 'users/1', { N: 2 }, ['2020-04-28', 60]);
  await etl.settled();
  assert.deepEqual(await daysAt(etl.destination), ['2020-04-27', '2020-04-28']);
  assert.deepEqual(await etl.destination.body('users/1'), { N: 2 });
});

test('RT-023 what is added and what the function lets go are joined', async () => {
  const etl = await open(`var u = loadToUsers(this);
    u.addTimeSeries(loadTimeSeries('Heartrate', new Date(2020,3,26), new Date(2020,3,28)));
    function loadTimeSeriesOfUsersBehavior(doc, ts) { return { from: new Date(2020,3,10), to: new Date(2020,3,13) }; }`);
  await write(etl, 'users/1', { N: 1 }, ['2020-01-27', 1], ['2020-04-13', 2]);
  await write(etl, 'users/1', { N: 2 }, ['2020-01-28', 3], ['2020-04-27', 4]);
  await etl.settled();
  assert.deepEqual(await daysAt(etl.destination), ['2020-04-13', '2020-04-27']);
});

for (const script of ['', letting('true')]) {
  test(`RT-025 entries that come later follow: '${script.slice(0, 20)}'`, async () => {
    const etl = await open(script);
    await write(etl, 'users/1', {}, kEntry);
    await etl.settled();
    await append(etl.source, 'users/1', ['2020-04-28', 60]);
    await etl.settled();
    assert.deepEqual(await daysAt(etl.destination), ['2020-04-27', '2020-04-28']);
  });

  test(`RT-027 entries and their deletions follow, and the progress counts them: '${script.slice(0, 20)}'`, async () => {
    const etl = await open(script);
    const all = Array.from({ length: 10 }, (_, i) => `users/${i}`);
    const counts = async () => [...new Set(await Promise.all(all.map(async (id) => (await daysAt(etl.destination, id)).length)))];
    const left = async () => {
      const progress = await etl.progress();
      return [progress.NumberOfTimeSeriesSegmentsToProcess, progress.NumberOfTimeSeriesDeletedRangesToProcess];
    };
    await etl.setDisabled(true);
    for (const id of all) await write(etl, id, {}, ['2020-04-01', 1]);
    assert.deepEqual(await left(), [10, 0]);
    await etl.setDisabled(false);
    await etl.settled();
    assert.deepEqual(await counts(), [1]);
    for (const id of all) await append(etl.source, id, ['2020-04-02', 2]);
    await etl.settled();
    assert.deepEqual(await counts(), [2]);
    for (const id of all) await write(etl, id, { Name: 'new' }, ['2020-04-03', 3]);
    await etl.settled();
    assert.deepEqual(await counts(), [3]);
    await etl.setDisabled(true);
    for (const id of all) await etl.source.cut(id, kSeries, at('2020-04-02'));
    await etl.setDisabled(false);
    await etl.settled();
    assert.deepEqual(await counts(), [2]);
    for (const id of all) {
      await etl.source.put({ [id]: { Name: 'newer' } });
      await etl.source.cut(id, kSeries, at('2020-04-03'));
    }
    await etl.settled();
    assert.deepEqual(await counts(), [1]);
    const progress = await etl.progress();
    assert.deepEqual([progress.TotalNumberOfTimeSeriesSegments, progress.TotalNumberOfTimeSeriesDeletedRanges], [10, 20]);
  });
}

test('RT-029 entries outside of the range stay, whenever they come', async () => {
  const etl = await open(letting('{ to: new Date(2020,3,28) }'));
  await write(etl, 'users/1', {}, kEntry);
  await etl.settled();
  await append(etl.source, 'users/1', ['2020-04-26', 57], ['2020-04-29', 61]);
  await etl.settled();
  assert.deepEqual(await daysAt(etl.destination), ['2020-04-26', '2020-04-27']);
});

test('RT-031 a series whose document changed after it arrives, with the document', async () => {
  const etl = await open('', ['Users'], true);
  for (const id of ['users/1', 'users/2', 'users/3']) await write(etl, id, { N: 1 }, kEntry);
  for (const id of ['users/1', 'users/2', 'users/3']) await etl.source.put({ [id]: { N: 2 } });
  await etl.start();
  await etl.settled();
  for (const id of ['users/1', 'users/2', 'users/3']) {
    assert.deepEqual(await etl.destination.series(id, kSeries), [kEntry]);
    assert.deepEqual(await etl.destination.body(id), { N: 2 });
  }
});

test('RT-033 an entry that was deleted while the task was off is deleted', async () => {
  const etl = await open('');
  await write(etl, 'users/1', {}, kEntry, ['2020-04-28', 60]);
  await etl.settled();
  await etl.setDisabled(true);
  await etl.source.cut('users/1', kSeries, at('2020-04-27'));
  await etl.setDisabled(false);
  await etl.settled();
  assert.deepEqual(await daysAt(etl.destination), ['2020-04-28']);
});

for (const returned of ['{ from: new Date(2020,3,26), until: new Date(2020,3,28) }', "'all'",
                        '{ from: new Date(2020,3,28), to: new Date(2020,3,26) }',
                        '{ from: new Date(2020,3,26), From: new Date(2020,3,26) }']) {
  test(`RT-035 what the function must not return fails the document: ${returned}`, async () => {
    const etl = await open(letting(returned));
    await write(etl, 'users/1', {}, kEntry);
    await etl.settled();
    assert.deepEqual(await etl.failed(), ['users/1']);
    assert.deepEqual(await etl.destination.series('users/1', kSeries), []);
  });
}

test('a document that passes the filter later brings the entries that were held back', async () => {
  const etl = await open(`if (this.Pass) loadToUsers(this);
    function loadTimeSeriesOfUsersBehavior(doc, ts) { return true; }`);
  await write(etl, 'users/1', { Pass: false }, kEntry);
  await append(etl.source, 'users/1', ['2020-04-28', 60]);
  await etl.settled();
  assert.deepEqual(await etl.destination.ids(), []);
  await etl.put({ 'users/1': { Pass: true } });
  assert.deepEqual(await daysAt(etl.destination), ['2020-04-27', '2020-04-28']);
});

test('incremental series are passed over, and all else arrives', async () => {
  const etl = await open('');
  await write(etl, 'users/1', {}, kEntry);
  await etl.source.changeSeries('users/1', { Name: 'INC:Views', Increments: [{ Timestamp: at('2020-04-27'), Values: [1] }] });
  await etl.put({ 'users/2': {} });
  assert.deepEqual(await etl.destination.ids(), ['users/1', 'users/2']);
  assert.deepEqual(await daysAt(etl.destination), ['2020-04-27']);
  assert.deepEqual(await etl.destination.series('users/1', 'INC:Views'), []);
  const { Results } = await etl.server.call('GET', etl.source.path('/notifications?type=alert'));
  assert.deepEqual(Results.map(({ AlertType, Severity }) => [AlertType, Severity]), [['Etl_Warning', 'Warning']]);
  assert.equal(Results[0].Details.Errors[0].DocumentId, 'users/1');
  assert.match(Results[0].Details.Errors[0].Error, /INC:Views/);
});

test('a range without entries is no series', async () => {
  const etl = await open(`var part = loadTimeSeries('Heartrate', new Date(2019,3,1), new Date(2019,3,2));
    loadToUsers({ None: part === null, All: hasTimeSeries('Heartrate'), Names: getTimeSeries() }).addTimeSeries(part);`);
  await write(etl, 'users/1', {}, kEntry);
  await etl.settled();
  assert.deepEqual(await etl.destination.body('users/1'), { None: true, All: true, Names: [kSeries] });
  assert.deepEqual(await etl.destination.series('users/1', kSeries), []);
});
