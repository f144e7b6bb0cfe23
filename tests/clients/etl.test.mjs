import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  AddEtlOperation, DeleteOngoingTaskOperation, GetConnectionStringsOperation,
  GetOngoingTaskInfoOperation, PutConnectionStringOperation, RavenConnectionString,
  RavenEtlConfiguration, RemoveConnectionStringOperation, ResetEtlOperation, SqlConnectionString,
  SqlEtlConfiguration, ToggleOngoingTaskStateOperation, Transformation, UpdateEtlOperation,
} from 'ravendb';

import { caughtUp, eventually } from '../support/js/penstock.mjs';
import { Employee, withServer } from './support.mjs';

const context = withServer();

function transformation(name, collection, script) {
  return Object.assign(new Transformation(), { name, collections: [collection], script });
}

/** A store for a new database whose task copies its employees, with `script`, to another new one. */
async function copying(name, script) {
  const store = await context.create(name);
  const copy = await context.create(`${name}-copy`);
  await store.maintenance.send(new PutConnectionStringOperation(Object.assign(
    new RavenConnectionString(),
    { name: 'copy', database: `${name}-copy`, topologyDiscoveryUrls: [context.server.url] })));
  const configuration = Object.assign(new RavenEtlConfiguration(), {
    name: 'staff', connectionStringName: 'copy',
    transforms: [transformation('employees', 'Employees', script)],
  });
  const { taskId } = await store.maintenance.send(new AddEtlOperation(configuration));
  return { store, copy, configuration, taskId };
}

async function save(store, employee, id) {
  const session = store.openSession();
  await session.store(employee, id);
  await session.saveChanges();
}

const load = (store, id) => store.openSession().load(id);

test('connection strings of both kinds are stored, shown without secrets, and removed', async () => {
  const store = await context.create('strings');
  const sql = Object.assign(new SqlConnectionString(), {
    name: 'reporting', factoryName: 'Npgsql',
    connectionString: 'Host=127.0.0.1;Database=reporting;Username=u;Password=very-secret',
  });
  const raven = Object.assign(new RavenConnectionString(), {
    name: 'copy', database: 'elsewhere', topologyDiscoveryUrls: ['http://127.0.0.1:1'] });
  for (const each of [sql, raven]) await store.maintenance.send(new PutConnectionStringOperation(each));

  const all = await store.maintenance.send(new GetConnectionStringsOperation());
  assert.deepEqual(Object.keys(all.sqlConnectionStrings), ['reporting']);
  assert.deepEqual(Object.keys(all.ravenConnectionStrings), ['copy']);
  assert.ok(!JSON.stringify(all).includes('very-secret'));
  assert.ok(all.sqlConnectionStrings.reporting.connectionString.includes('Host=127.0.0.1'));

  await store.maintenance.send(new RemoveConnectionStringOperation(sql));
  const left = await store.maintenance.send(new GetConnectionStringsOperation());
  assert.deepEqual(Object.keys(left.sqlConnectionStrings), []);
});

test('a document task delivers documents, changes and deletes', async () => {
  const { store, copy } = await copying('delivering', 'loadToEmployees({ name: this.name.toUpperCase() });');
  await save(store, new Employee('Ann', 30), 'employees/1');
  await caughtUp(context.server, 'delivering');
  assert.equal((await load(copy, 'employees/1')).name, 'ANN');

  const { text: metrics } = await context.server.request('GET', '/metrics');
  assert.match(metrics, /^penstock_etl_loaded_total\{database="delivering",.*\} 1$/m);
  assert.match(metrics, /^penstock_etl_state\{database="delivering",.*state="UpToDate".*\} 1$/m);

  await save(store, new Employee('Anna', 30), 'employees/1');
  await caughtUp(context.server, 'delivering');
  assert.equal((await load(copy, 'employees/1')).name, 'ANNA');

  const session = store.openSession();
  await session.delete('employees/1');
  await session.saveChanges();
  await caughtUp(context.server, 'delivering');
  assert.equal(await load(copy, 'employees/1'), null);
});

test('the information about a task is what the client understands', async () => {
  const { store, taskId } = await copying('informing', 'loadToEmployees(this);');
  const info = await store.maintenance.send(new GetOngoingTaskInfoOperation(taskId, 'RavenEtl'));
  assert.equal(info.taskName, 'staff');
  assert.equal(info.taskState, 'Enabled');
  assert.equal(info.destinationDatabase, 'informing-copy');
  assert.equal(info.configuration.transforms[0].script, 'loadToEmployees(this);');
  const byName = await store.maintenance.send(new GetOngoingTaskInfoOperation('staff', 'RavenEtl'));
  assert.equal(byName.taskId, taskId);
});

test('an update gives a new id and keeps the position; a reset begins again', async () => {
  const { store, copy, configuration, taskId } = await copying('updating', 'loadToEmployees({ v: 1 });');
  await save(store, new Employee('Ann', 30), 'employees/1');
  await caughtUp(context.server, 'updating');

  configuration.transforms[0].script = 'loadToEmployees({ v: 2 });';
  const updated = await store.maintenance.send(new UpdateEtlOperation(taskId, configuration));
  assert.notEqual(updated.taskId, taskId);
  await save(store, new Employee('Bob', 40), 'employees/2');
  await caughtUp(context.server, 'updating');
  assert.equal((await load(copy, 'employees/1')).v, 1);
  assert.equal((await load(copy, 'employees/2')).v, 2);

  await store.maintenance.send(new ResetEtlOperation('staff', 'employees'));
  await eventually('the reset script has run over all documents',
                   async () => (await load(copy, 'employees/1')).v === 2);
});

test('a task is disabled, enabled again and deleted', async () => {
  const { store, copy, taskId } = await copying('toggling', 'loadToEmployees(this);');
  await store.maintenance.send(new ToggleOngoingTaskStateOperation(taskId, 'RavenEtl', true));
  const disabled = await store.maintenance.send(new GetOngoingTaskInfoOperation('staff', 'RavenEtl'));
  assert.equal(disabled.taskState, 'Disabled');
  assert.equal(disabled.taskConnectionStatus, 'NotActive');
  await save(store, new Employee('Ann', 30), 'employees/1');

  await store.maintenance.send(new ToggleOngoingTaskStateOperation(disabled.taskId, 'RavenEtl', false));
  await eventually('what was written meanwhile arrives', () => load(copy, 'employees/1'));

  const { taskId: id } = await store.maintenance.send(new GetOngoingTaskInfoOperation('staff', 'RavenEtl'));
  await store.maintenance.send(new DeleteOngoingTaskOperation(id, 'RavenEtl'));
  await assert.rejects(store.maintenance.send(new GetOngoingTaskInfoOperation(id, 'RavenEtl')));
});

test('an invalid task is refused with all its problems', async () => {
  const store = await context.create('refusing');
  const configuration = Object.assign(new SqlEtlConfiguration(), {
    name: 'bad', connectionStringName: 'nowhere', sqlTables: [],
    transforms: [transformation('S', 'Orders', 'replicateToOrders(this);')],
  });
  await assert.rejects(store.maintenance.send(new AddEtlOperation(configuration)), (error) => {
    for (const problem of ['nowhere', 'replicateTo', 'loadTo', 'tables']) {
      assert.ok(error.message.toLowerCase().includes(problem.toLowerCase()), `${problem}: ${error.message}`);
    }
    return true;
  });
});
