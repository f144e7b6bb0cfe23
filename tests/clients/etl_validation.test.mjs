// Definitions of tasks: the cases VA of the specification, each named by its id, and the linter.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { caughtUp, eventually } from '../support/js/penstock.mjs';
import { etlTasks, putCommand, script, task, users } from './etl_tasks.mjs';
import { withServer } from './support.mjs';

const context = withServer();
const { call, request, sourceAndDestination, read, putTask, tryTask, write, arrives, statsOf, alertsOf,
        infoOf } = etlTasks(context);

test('VA-022: there are no queue destinations, and a task to one is refused', async () => {
  const { source } = await sourceAndDestination();
  const { status, text } = await tryTask(source, { ...task(users('this.Name;')), EtlType: 'Queue' });
  assert.equal(status, 400);
  assert.match(text, /'Queue' are not supported/);
});

test('VA-024: there are no encrypted databases, and one that should be is refused', async () => {
  const definition = { DatabaseName: 'encrypted', Encrypted: true };
  const { status, text } = await request('PUT', '/admin/databases?name=encrypted&replicationFactor=1', definition);
  assert.equal(status, 501);
  assert.match(text, /'Encrypted' in a database record/);
});

const kInvalid = [
  { id: 'VA-002', definition: task([script('MyEtl', ['Users'], 'loadToUsers(this);'),
                                    script('myetl', ['Users'], 'loadToUsers(this);')]),
    says: ['myetl'] },
  { id: 'VA-006', definition: task(users('loadToUsers(this);'), { ConnectionStringName: 'test' }),
    says: ["'test'"] },
  { id: 'VA-012', definition: task(users("this.Name='a'; function deleteDocumentsOfUsersBehavior(d){return false;}")),
    says: ['loadTo'] },
  { id: 'VA-016', definition: task(users('loadToUsers(this); function deleteDocumentsOfPeopleBehavior(d){return false;}')),
    says: ['deleteDocumentsOfPeopleBehavior', "'People' is not among its collections (Users)"] },
  { id: 'VA-018', definition: { ...task(users("this.Name='a'; replicateToUsers(this);")), EtlType: 'Sql',
                                SqlTables: [{ TableName: 'Users', DocumentIdColumn: 'Id' }] },
    says: ['replicateToUsers', 'loadTo<TableName>'] },
  { id: 'VA-020', definition: { ...task(users('loadToUsers(this);')), EtlType: 'Sql', SqlTables: [] },
    says: ['SqlTables'] },
];
for (const { id, definition, says } of kInvalid) {
  test(`${id}: refused, and nothing is stored`, async () => {
    const { source } = await sourceAndDestination();
    const { status, text } = await tryTask(source, definition);
    assert.equal(status, 400);
    for (const words of says) assert.ok(text.includes(words), `${words}: ${text}`);
    assert.deepEqual((await call('GET', `/databases/${source}/tasks`)).OngoingTasks, []);
  });
}

test('VA-004: a second task of the same name is refused', async () => {
  const { source } = await sourceAndDestination();
  await putTask(source, task(users('loadToUsers(this);')));
  const { status, text } = await tryTask(source, task([script('other', ['Users'], 'loadToUsers(this);')], { Name: 't' }));
  assert.equal(status, 400);
  assert.ok(text.includes("'T'"));
});

test('VA-008: a script without anything in it is a script', async () => {
  const { source } = await sourceAndDestination();
  assert.match((await tryTask(source, task([]))).text, /must hold at least one script/);
  const { status, text } = await tryTask(source, task([{}]));
  assert.equal(status, 400);
  assert.doesNotMatch(text, /must hold at least one script/);
});

test('VA-010: an invalid update is refused; task and process stay as they were', async () => {
  const { source, destination } = await sourceAndDestination();
  const { TaskId } = await putTask(source, task(users('loadToUsers(this);')));
  const { status } = await tryTask(source, task([script('S', ['Users'], 'loadToUsers(this);', { ApplyToAllDocuments: true })]), TaskId);
  assert.equal(status, 400);
  assert.equal((await infoOf(source)).TaskId, TaskId);
  await write(source, putCommand('users/1', 'Users'));
  await arrives(destination, 'users/1');
});

test('VA-014: a blank between loadTo and its parenthesis is allowed', async () => {
  const { source, destination } = await sourceAndDestination();
  await putTask(source, task(users('loadToUsers (this);')));
  await write(source, putCommand('users/1', 'Users'));
  await arrives(destination, 'users/1');
});

test('VA-026: a script that does not parse is stored, alerted and mended by an update', async () => {
  const { source, destination } = await sourceAndDestination();
  const { TaskId, Warnings } = await putTask(source, task(users('loadToUsers(this;')));
  assert.equal(Warnings[0].Line, 1);
  assert.equal(Warnings[0].Column, 17);
  await write(source, putCommand('users/1', 'Users'));
  const alert = await eventually('an alert', async () =>
    (await alertsOf(source)).find(({ AlertType }) => AlertType === 'Etl_InvalidScript'));
  assert.equal(alert.Severity, 'Error');
  assert.equal(alert.Key, 'Raven ETL/T/S');
  assert.equal(await read(destination, 'users/1'), null);
  assert.equal((await statsOf(source, 'S')).HealthStatus, 'Failed');

  await putTask(source, task(users('loadToUsers(this);')), TaskId);
  await arrives(destination, 'users/1');
  await caughtUp(context.server, source);
  assert.deepEqual(await alertsOf(source), []);
});

const kLinted = [
  ['if (this.a = 1) loadToUsers(this);', 1, 5, 'assignment'],
  ['loadToUsers(this);\n// loadToOrders(this)', 2, 1, 'comment'],
  ['return;\n  loadToUsers(this);', 2, 3, 'never reached'],
  ['loadToUsers({ a: this.a == {} });', 1, 18, 'new object'],
  ['loadToUsers({ a: unheardOf });', 1, 18, 'unheardOf'],
];
for (const [text, line, column, says] of kLinted) {
  test(`the linter warns of: ${says}`, async () => {
    const { source } = await sourceAndDestination();
    const { Warnings } = await putTask(source, task(users(text)));
    assert.equal(Warnings.length, 1, JSON.stringify(Warnings));
    assert.deepEqual([Warnings[0].Line, Warnings[0].Column], [line, column]);
    assert.ok(Warnings[0].Message.includes(says), Warnings[0].Message);
  });
}
