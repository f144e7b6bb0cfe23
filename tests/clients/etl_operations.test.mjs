// Operating ETL tasks: the cases PR of the specification, each named by its id.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';

import { caughtUp, eventually, runToEnd } from '../support/js/penstock.mjs';
import { deleteCommand, etlTasks, putCommand, script, task, users } from './etl_tasks.mjs';
import { withServer } from './support.mjs';

const context = withServer();
const { call, request, putConnectionString, sourceAndDestination, read, putTask, tryTask, write,
        arrives, statsOf, errorsOf, alertsOf, infoOf } = etlTasks(context);

test('PR-004: what waits for a destination is not passed over with what no script is run on', async () => {
  const { source, number } = await sourceAndDestination();
  const later = `later${number}`;
  await putConnectionString(source, 'dst', later);
  await putTask(source, task([{ Name: 'S', ApplyToAllDocuments: true, Script: 'loadToUsers(this);' }]));
  await write(source, putCommand('users/1', 'Users'), putCommand('Raven/Hilo/users', '@hilo'));
  await eventually('it waits', async () => (await statsOf(source, 'S')).NextRetryTime !== null);
  await write(source, putCommand('users/2', 'Users'));
  await context.create(later);
  await call('POST', `/databases/${source}/admin/etl/resume?configurationName=T&transformationName=S`);
  await arrives(later, 'users/1');
  await arrives(later, 'users/2');
});

test('PR-006: new documents do not shorten the wait for a destination', async () => {
  const { source, destination } = await sourceAndDestination();
  await putConnectionString(source, 'dst', destination, ['http://127.0.0.1:1']);
  const before = Date.now();
  await putTask(source, task(users('')));
  const nextRetry = async () => (await statsOf(source, 'S')).NextRetryTime;
  const first = await eventually('it waits', nextRetry);
  assert.ok(Date.parse(first) - before >= 5000, `${new Date(before).toISOString()} ${first}`);
  await write(source, putCommand('users/1', 'Users'));
  assert.equal(await nextRetry(), first);
});

test('PR-028: an update of one task leaves the others as they are', async () => {
  const { source, destination } = await sourceAndDestination();
  const { TaskId } = await putTask(source, task([script('S', ['Users'], 'loadToUsers(this);')]));
  await putTask(source, task([script('O', ['Orders'], 'loadToOrders(this);')], { Name: 'Y' }));
  await write(source, putCommand('users/1', 'Users'), putCommand('orders/1', 'Orders'));
  await arrives(destination, 'users/1');
  await arrives(destination, 'orders/1');
  await caughtUp(context.server, source);
  const successes = async (name) => (await statsOf(source, name)).LoadSuccesses;
  assert.ok(await successes('O') > 0);
  await putTask(source, task([script('S', ['Users'], 'loadToUsers({});')]), TaskId);
  assert.equal(await successes('S'), 0);  // A process counts from its start on.
  assert.ok(await successes('O') > 0);
});

test('PR-032: what hung on documents and was deleted is cleaned, if the script does not care', async () => {
  const { source, destination } = await sourceAndDestination();
  await putTask(source, task(users("loadToUsers(this).addCounter(loadCounter('likes'));")));
  const counter = (Type) => call('POST', `/databases/${source}/counters`, { Documents: [
    { DocumentId: 'users/1', Operations: [{ Type, CounterName: 'likes', Delta: 1 }] }] });
  await write(source, putCommand('users/1', 'Users'));
  await counter('Increment');
  await counter('Delete');
  await arrives(destination, 'users/1');
  await caughtUp(context.server, source);
  assert.equal((await call('POST', `/databases/${source}/admin/tombstones/cleanup`)).Value, 1);
});

test('PR-034: tasks and connection strings go along when a database is exported and imported', async () => {
  const { source, number } = await sourceAndDestination();
  await putTask(source, task(users('loadToUsers(this);')));
  const copy = `copy${number}`;
  await context.create(copy);
  const dump = path.join(context.server.dataDir, `${source}.ravendbdump`);
  const run = (...args) => runToEnd(process.env.PENSTOCK, [...args, '--server', context.server.url]);
  const exported = await run('export', dump, '--database', source);
  assert.equal(exported.code, 0, exported.stderr);
  const imported = await run('import', dump, '--database', copy);
  assert.equal(imported.code, 0, imported.stderr);
  const { Configuration, TaskState } = await infoOf(copy);
  assert.deepEqual(Configuration.Transforms.map(({ Name, Collections, Script }) => [Name, Collections, Script]),
                   [['S', ['Users'], 'loadToUsers(this);']]);
  assert.equal(Configuration.ConnectionStringName, 'dst');
  assert.equal(TaskState, 'Disabled');
});

test('PR-002: a failing script does not hold up its sibling', async () => {
  const { source, destination } = await sourceAndDestination();
  await putTask(source, task([script('bad', ['Users'], "throw 'no'; loadToUsers(this);"),
                              script('good', ['Orders'], 'loadToOrders(this);')]));
  await write(source, putCommand('users/1', 'Users'), putCommand('orders/1', 'Orders'));
  await arrives(destination, 'orders/1');
});

test('PR-018: documents beside a bad one arrive; the bad one arrives when it is mended', async () => {
  const { source, destination } = await sourceAndDestination();
  await putTask(source, task(users("if (this.bad) throw 'bad'; loadToUsers(this);")));
  await write(source, putCommand('users/1', 'Users'), putCommand('users/2', 'Users', { bad: true }),
              putCommand('users/3', 'Users'));
  await arrives(destination, 'users/1');
  await arrives(destination, 'users/3');
  const errors = await eventually('the error', async () => {
    const found = await errorsOf(source, 'S');
    return found.length > 0 && found;
  });
  assert.equal(errors.length, 1);
  assert.equal(errors[0].DocumentId, 'users/2');
  const [alert] = await alertsOf(source);
  assert.equal(alert.AlertType, 'Etl_TransformationError');
  assert.equal(alert.Title, "Raven ETL: 'T/S'");
  assert.equal(alert.Details.Errors[0].DocumentId, 'users/2');

  await write(source, putCommand('users/2', 'Users'));
  await arrives(destination, 'users/2');
  await eventually('the error list is empty', async () => (await errorsOf(source, 'S')).length === 0);
  assert.deepEqual(await alertsOf(source), []);
});

test('PR-016: an alert shows 500 documents, the error list has all', async () => {
  const { source } = await sourceAndDestination();
  await putTask(source, task(users("if (this.bad) throw 'bad'; loadToUsers(this);")));
  const commands = [];
  for (let i = 0; i < 1530; ++i) commands.push(putCommand(`users/${i}`, 'Users', { bad: i % 3 === 2 }));
  await write(source, ...commands);
  await eventually('all are in the error list', async () =>
    (await statsOf(source, 'S')).DocumentsInErrorList === 510);
  const [alert] = await alertsOf(source);
  assert.equal(alert.Details.Errors.length, 500);
  const listed = await call('GET', `/databases/${source}/etl/errors?task=T&script=S&pageSize=1000`);
  assert.equal(listed.Results.length, 510);
});

test('the tasks of all databases are told at once, with how they are doing', async () => {
  const { source, destination } = await sourceAndDestination();
  await putTask(source, task(users('loadToUsers(this);')));
  await write(source, putCommand('users/1', 'Users'));
  await arrives(destination, 'users/1');
  await caughtUp(context.server, source);
  const { Results } = await call('GET', '/etl/tasks');
  assert.ok(!Results.some(({ Database }) => Database === destination));  // It has no tasks.
  const { OngoingTasks, Progress, Stats } = Results.find(({ Database }) => Database === source);
  assert.deepEqual(OngoingTasks, (await call('GET', `/databases/${source}/tasks`)).OngoingTasks);
  assert.equal(Progress[0].ProcessesProgress[0].Completed, true);
  assert.equal(Stats[0].Stats[0].Statistics.TransformationSuccesses, 1);
});

test('errors are counted by their cause, and a cause is delivered again or dropped as one', async () => {
  const { source, destination } = await sourceAndDestination();
  await write(source, putCommand('settings/1', 'Settings', { broken: true }));
  await putTask(source, task(users(`if (this.part < 0) throw 'part ' + this.part + ' of ' + id(this) + ' is negative';
                                    if (load('settings/1').broken) throw "broken for '" + this.name + "'";
                                    loadToUsers(this);`)));
  const commands = [];
  for (let i = 1; i <= 12; ++i) commands.push(putCommand(`users/${i}`, 'Users', { name: `n${i}`, part: i > 8 ? -i : i }));
  await write(source, ...commands);
  await eventually('twelve errors', async () => (await errorsOf(source, 'S')).length === 12);
  const errors = (action, ...more) => runToEnd(process.env.PENSTOCK,
    ['etl', 'errors', action, '--server', context.server.url, '--database', source, ...more]);

  const { Results } = await call('GET', `/databases/${source}/etl/errors/causes?task=T&script=S`);
  assert.deepEqual(Results.map((cause) => cause.Documents), [8, 4]);
  assert.match(Results[0].Cause, /broken for '…'/);
  assert.match(Results[1].Cause, /part -# of # is negative/);
  assert.ok(Results[1].First <= Results[1].Last);
  assert.match(Results[1].Sample.DocumentId, /^users\/(9|1[0-2])$/);
  const second = await call('GET', `/databases/${source}/etl/errors/causes?task=T&script=S&start=1&pageSize=1`);
  assert.deepEqual([second.TotalResults, second.Results.map(({ Cause }) => Cause)], [2, [Results[1].Cause]]);
  const page = await call('GET', `/databases/${source}/etl/errors?task=T&script=S&start=1&pageSize=2&cause=${
    encodeURIComponent(Results[1].Cause)}`);
  assert.equal(page.TotalResults, 4);
  assert.deepEqual(page.Results.map(({ DocumentId }) => DocumentId), ['users/11', 'users/12']);
  const shown = await errors('causes');
  assert.match(shown.stdout, /T +S +8 .*broken for '…'/);

  await write(source, putCommand('settings/1', 'Settings', { broken: false }));
  const again = await errors('retry', '--task', 'T', '--cause', Results[0].Cause);
  assert.match(again.stdout, /8 documents are delivered again/, again.stderr);
  await arrives(destination, 'users/8');
  await eventually('four are left', async () => (await errorsOf(source, 'S')).length === 4);
  assert.equal((await errors('drop', '--task', 'T', '--cause', 'no such cause')).code, 0);
  assert.equal((await errorsOf(source, 'S')).length, 4);
  await errors('drop', '--task', 'T', '--cause', Results[1].Cause);
  assert.equal((await errorsOf(source, 'S')).length, 0);
});

test('documents of the error list are delivered again, or taken off it, on the command line', async () => {
  const { source, destination } = await sourceAndDestination();
  // What is loaded depends on another document: mending it does not wake the script.
  await write(source, putCommand('settings/1', 'Settings', { broken: true }));
  await putTask(source, task(users("if (load('settings/1').broken) throw 'broken'; loadToUsers(this);")));
  await write(source, putCommand('users/1', 'Users'), putCommand('users/2', 'Users'), putCommand('users/3', 'Users'));
  await eventually('three errors', async () => (await errorsOf(source, 'S')).length === 3);
  await write(source, putCommand('settings/1', 'Settings', { broken: false }));

  const errors = (action, ...more) => runToEnd(process.env.PENSTOCK,
    ['etl', 'errors', action, '--server', context.server.url, '--database', source, ...more]);
  const listed = await errors('list');
  assert.equal(listed.code, 0, listed.stderr);
  assert.match(listed.stdout, /users\/2/);
  const dropped = await errors('drop', '--task', 'T', '--document', 'users/3');
  assert.equal(dropped.code, 0, dropped.stderr);
  const one = await errors('retry', '--task', 'T', '--document', 'users/1');
  assert.match(one.stdout, /1 document is delivered again/);
  await arrives(destination, 'users/1');
  assert.equal(await read(destination, 'users/2'), null);
  await errors('retry', '--task', 'T');
  await arrives(destination, 'users/2');
  await eventually('the error list is empty', async () => (await errorsOf(source, 'S')).length === 0);
  assert.equal(await read(destination, 'users/3'), null);
});

test('PR-020: a reset runs over everything again', async () => {
  const { source, destination } = await sourceAndDestination();
  await putTask(source, task([script('S', ['Users'], '')]));
  await write(source, putCommand('users/1', 'Users'));
  const before = (await arrives(destination, 'users/1'))['@metadata']['@change-vector'];
  await call('RESET', `/databases/${source}/admin/etl?configurationName=T&transformationName=S`, {});
  await eventually('it is sent again', async () =>
    (await read(destination, 'users/1'))['@metadata']['@change-vector'] !== before);
});

test('PR-022: an update without a reset sends nothing again', async () => {
  const { source, destination } = await sourceAndDestination();
  const definition = (text) => task([script('S', ['Docs'], text)]);
  const { TaskId } = await putTask(source, definition('loadToDocs({ A: this.A });'));
  await write(source, putCommand('doc-1', 'Docs', { A: 1, B: 2 }));
  await arrives(destination, 'doc-1');
  await putTask(source, definition('loadToDocs({ A: this.A, B: this.B });'), TaskId);
  await write(source, putCommand('doc-2', 'Docs', { A: 3, B: 4 }));
  assert.equal((await arrives(destination, 'doc-2')).B, 4);
  assert.equal((await read(destination, 'doc-1')).B, undefined);
});

test('a renamed task starts from the beginning', async () => {
  const { source, destination } = await sourceAndDestination();
  const { TaskId } = await putTask(source, task(users('loadToUsers(this);')));
  await write(source, putCommand('users/1', 'Users'));
  await arrives(destination, 'users/1');
  await caughtUp(context.server, source);
  await call('DELETE', `/databases/${destination}/docs?id=users/1`);
  await putTask(source, task(users('loadToUsers(this);'), { Name: 'Renamed' }), TaskId);
  await arrives(destination, 'users/1');
  const { OngoingTasks } = await call('GET', `/databases/${source}/tasks`);
  assert.deepEqual(OngoingTasks.map(({ TaskName }) => TaskName), ['Renamed']);
});

test('too many errors halt a script until somebody resumes it, and its health says so', async () => {
  const { source, destination } = await sourceAndDestination();
  await putTask(source, task(users("if (this.bad) throw 'bad'; loadToUsers(this);")));
  const health = async () => (await statsOf(source, 'S')).HealthStatus;
  const state = async () =>
    (await call('GET', `/databases/${source}/etl/progress`)).Results[0].ProcessesProgress[0].State;
  const writeBad = (from, count) => write(source, ...Array.from({ length: count }, (_, i) =>
    putCommand(`users/bad${from + i}`, 'Users', { bad: true })));
  assert.equal(await health(), 'Healthy');
  await write(source, putCommand('users/1', 'Users'), putCommand('users/2', 'Users'),
              putCommand('users/3', 'Users', { bad: true }), putCommand('users/4', 'Users', { bad: true }),
              putCommand('users/5', 'Users', { bad: true }));
  await eventually('it is impaired', async () => await health() === 'Impaired');
  await writeBad(0, 120);
  await eventually('it halts', async () => await state() === 'Halted');
  assert.equal(await health(), 'Failed');
  await write(source, putCommand('users/6', 'Users'));
  assert.equal(await state(), 'Halted');
  assert.equal(await read(destination, 'users/6'), null);

  await call('POST', `/databases/${source}/admin/etl/resume?configurationName=T&transformationName=S`);
  await arrives(destination, 'users/6');
  await eventually('it goes on', async () => await state() === 'UpToDate');
  assert.equal((await statsOf(source, 'S')).DocumentsInErrorList, 123);
});

test('PR-024: a task that is deleted and made again starts from the beginning', async () => {
  const { source, destination } = await sourceAndDestination();
  const { TaskId } = await putTask(source, task(users('loadToUsers(this);')));
  await write(source, putCommand('users/1', 'Users'));
  const before = (await arrives(destination, 'users/1'))['@metadata']['@change-vector'];
  await call('DELETE', `/databases/${source}/admin/tasks?id=${TaskId}&type=RavenEtl`);
  await putTask(source, task(users('loadToUsers(this);')));
  await eventually('it is sent again', async () =>
    (await read(destination, 'users/1'))['@metadata']['@change-vector'] !== before);
});

test('PR-026: one script is disabled by an update, the other works on, and the position is kept', async () => {
  const { source, destination } = await sourceAndDestination();
  const definition = (disabled) => task([
    script('S1', ['Users'], 'loadToUsers({ v: 1 });', { Disabled: disabled }),
    script('S2', ['Orders'], 'loadToOrders(this);')]);
  const { TaskId } = await putTask(source, definition(false));
  await write(source, putCommand('users/1', 'Users'));
  const before = (await arrives(destination, 'users/1'))['@metadata']['@change-vector'];
  const { TaskId: updated } = await putTask(source, definition(true), TaskId);
  const info = await call('GET', `/databases/${source}/task?key=${updated}&type=RavenEtl`);
  assert.equal(info.TaskState, 'PartiallyEnabled');
  await write(source, putCommand('orders/1', 'Orders'), putCommand('users/2', 'Users'));
  await arrives(destination, 'orders/1');
  assert.equal(await read(destination, 'users/2'), null);
  await putTask(source, definition(false), updated);
  await arrives(destination, 'users/2');
  assert.equal((await read(destination, 'users/1'))['@metadata']['@change-vector'], before);
});

test('PR-030: deletes are kept for a disabled task, which is named, and arrive when it is enabled', async () => {
  const { source, destination } = await sourceAndDestination();
  const { TaskId } = await putTask(source, task(users('loadToUsers(this);')));
  const ids = ['users/1', 'users/2', 'users/3'];
  await write(source, ...ids.map((id) => putCommand(id, 'Users')));
  for (const id of ids) await arrives(destination, id);
  const toggle = (disable) => call('POST',
    `/databases/${source}/admin/tasks/state?key=${TaskId}&type=RavenEtl&disable=${disable}`);
  await toggle(true);
  await write(source, ...ids.map(deleteCommand));

  assert.equal((await call('POST', `/databases/${source}/admin/tombstones/cleanup`)).Value, 0);
  const { Results } = await call('GET', `/databases/${source}/admin/tombstones/state`);
  const held = Results.find(({ Collection }) => Collection === 'Users');
  assert.equal(held.HeldBackBy, 'T/S');
  assert.equal(held.NumberOfTombstones, 3);
  const alert = (await alertsOf(source)).find(({ AlertType }) => AlertType === 'BlockingTombstones');
  assert.equal(alert.Key, 'Raven ETL/T/S');
  assert.match(alert.Details.Errors[0].Error, /3 tombstones of collection 'Users'/);

  await toggle(false);
  for (const id of ids) {
    await eventually(`${id} disappears`, async () => (await read(destination, id)) === null);
  }
  await caughtUp(context.server, source);
  assert.equal((await call('POST', `/databases/${source}/admin/tombstones/cleanup`)).Value, 3);
  assert.equal((await call('GET', `/databases/${source}/stats`)).CountOfTombstones, 0);
});

test('deletes that no task needs are cleaned', async () => {
  const { source } = await sourceAndDestination();
  await write(source, putCommand('users/1', 'Users'), putCommand('users/2', 'Users'));
  await write(source, deleteCommand('users/1'), deleteCommand('users/2'));
  assert.equal((await call('POST', `/databases/${source}/admin/tombstones/cleanup`)).Value, 2);
});

test('a destination that cannot be reached is told of; a changed connection string is used at once', async () => {
  const { source, destination } = await sourceAndDestination();
  await putConnectionString(source, 'dst', destination, ['http://127.0.0.1:1']);
  await putTask(source, task(users('loadToUsers(this);')));
  await write(source, putCommand('users/1', 'Users'));
  const alert = await eventually('an alert', async () => (await alertsOf(source))[0]);
  assert.equal(alert.AlertType, 'Etl_LoadError');
  assert.equal(alert.Details.Errors[0].DocumentId, null);
  assert.notEqual((await statsOf(source, 'S')).NextRetryTime, null);
  assert.equal((await infoOf(source)).TaskConnectionStatus, 'Reconnect');

  await putConnectionString(source, 'dst', destination);
  await arrives(destination, 'users/1');
});

test('a destination of several addresses is reached by the one that answers', async () => {
  const { source, destination } = await sourceAndDestination();
  await putConnectionString(source, 'dst', destination, ['http://127.0.0.1:1', context.server.url]);
  await putTask(source, task(users('loadToUsers(this);')));
  await write(source, putCommand('users/1', 'Users'));
  await arrives(destination, 'users/1');
});

test('an alert is dismissed until there is newer trouble, postponed for a while, or dismissed for ever', async () => {
  const { source } = await sourceAndDestination();
  await putTask(source, task(users("throw 'bad'; loadToUsers(this);")));
  const fail = async (id, count) => {
    await write(source, putCommand(id, 'Users'));
    await eventually('the error is listed', async () => (await errorsOf(source, 'S')).length === count);
  };
  const center = (action, id, more = '') =>
    call('POST', `/databases/${source}/notification-center/${action}?id=${encodeURIComponent(id)}${more}`);
  await fail('users/1', 1);
  const [{ Id }] = await alertsOf(source);

  await center('dismiss', Id);
  assert.deepEqual(await alertsOf(source), []);
  await fail('users/2', 2);
  assert.equal((await alertsOf(source)).length, 1);

  await center('postpone', Id, '&timeInSec=3600');
  await fail('users/3', 3);
  assert.deepEqual(await alertsOf(source), []);
  await center('postpone', Id, '&timeInSec=0');
  assert.equal((await alertsOf(source)).length, 1);

  await center('dismiss', Id, '&forever=true');
  await fail('users/4', 4);
  assert.deepEqual(await alertsOf(source), []);
  await center('dismiss', 'AlertRaised/of/nothing');
});

test('who watches is told of one alert of each kind and script, as it comes and as it changes', async () => {
  const { source } = await sourceAndDestination();
  await putTask(source, task([script('S', ['Users'], "throw 'bad'; loadToUsers(this);"),
                              script('O', ['Orders'], "throw 'worse'; loadToOrders(this);")]));
  await write(source, putCommand('users/1', 'Users'));
  await eventually('the error is listed', async () => (await errorsOf(source, 'S')).length === 1);

  const heard = [];
  const socket = new WebSocket(
    `${context.server.url.replace('http', 'ws')}/databases/${source}/notification-center/watch`);
  socket.onmessage = ({ data }) => heard.push(JSON.parse(data));
  try {
    await eventually(() => `it is told of what there is: ${JSON.stringify(heard)}`, () => heard.length === 1);
    assert.deepEqual(heard, await alertsOf(source));
    const { CreatedAt, Message, ...alert } = heard[0];
    assert.deepEqual({ ...alert, Details: alert.Details.Errors.map(({ DocumentId }) => DocumentId) }, {
      Id: 'AlertRaised/Etl_TransformationError/Raven ETL/T/S', Type: 'AlertRaised', Database: source,
      Title: "Raven ETL: 'T/S'", Severity: 'Warning', IsPersistent: true, Key: 'Raven ETL/T/S',
      AlertType: 'Etl_TransformationError', Details: ['users/1'] });

    await write(source, putCommand('orders/1', 'Orders'));
    await eventually('it is told of what comes', () => heard.some(({ Key }) => Key === 'Raven ETL/T/O'));
    await write(source, putCommand('users/2', 'Users'));
    await eventually('it is told of what changes', () => heard.some(({ Key, Details }) =>
      Key === 'Raven ETL/T/S' && Details.Errors.length === 2));
    assert.equal(new Set(heard.map(({ Id }) => Id)).size, 2);
  } finally {
    socket.close();
  }
});

test('notifications of an unknown type are refused; none are counted without a page', async () => {
  const { source } = await sourceAndDestination();
  assert.equal((await request('GET', `/databases/${source}/notifications?type=gossip`)).status, 400);
  assert.deepEqual(await call('GET', `/databases/${source}/notifications?pageSize=0`), { Results: [], TotalResults: 0 });
});

// --- Loops ---

test('a task that would feed itself is refused, by name or when it runs', async () => {
  const { source } = await sourceAndDestination();
  await putConnectionString(source, 'self', source);
  const { status, text } = await tryTask(source, task(users('loadToUsers(this);'), { ConnectionStringName: 'self' }));
  assert.equal(status, 400);
  assert.match(text, /feed itself/);

  // By another name for the same address.
  await putConnectionString(source, 'self', source, [context.server.url.replace('127.0.0.1', 'localhost')]);
  await putTask(source, task(users('loadToUsers(this);'), { ConnectionStringName: 'self' }));
  await write(source, putCommand('users/1', 'Users', { n: 1 }));
  const alert = await eventually('an alert', async () => (await alertsOf(source))[0]);
  assert.match(alert.Message, /feed itself/);
});

test('a task may load into other collections of its own database', async () => {
  const { source } = await sourceAndDestination();
  await putConnectionString(source, 'self', source);
  await putTask(source, task(users('loadToCopies({ n: this.n });'), { ConnectionStringName: 'self' }));
  await write(source, putCommand('users/1', 'Users', { n: 1 }));
  await eventually('the copy', async () =>
    (await call('GET', `/databases/${source}/docs?startsWith=users/1/copies/`)).Results.length === 1);
});
