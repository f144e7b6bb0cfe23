// Tasks to relational databases that cannot work: what is wrong is said, and no password with it.
import assert from 'node:assert/strict';

import { kScript, kTask, sqlTests } from './sql_case.mjs';
import { withServer } from './support.mjs';

const context = withServer();
const { each, products } = sqlTests(context);
const servers = { only: (product) => product.isServer };

const kSecret = 'pass-w0rd-in-the-clear';

/** What a task says that waits, with this connection string; there are no passwords in it. */
async function whyItWaits(open, change, factoryName) {
  const etl = await open({ isLater: true });
  await etl.connect(change(etl.target.connectionString), factoryName);
  await etl.define();
  await etl.write({ 'orders/1': { Lines: [] } });
  const { StateDescription } = await etl.inState('WaitingToRetry');
  const { Results: alerts } = await etl.call('GET', '/notifications?type=alert');
  assert.deepEqual(alerts.map(({ AlertType, Key }) => [AlertType, Key]), [['Etl_LoadError', `SQL ETL/${kTask}/${kScript}`]]);
  assert.ok(StateDescription.endsWith(alerts[0].Details.Errors[0].Error), JSON.stringify(alerts));
  for (const shown of [StateDescription, JSON.stringify(alerts), context.server.log.join('\n')]) {
    for (const secret of [kSecret, 's3cr3t word']) assert.ok(!shown.includes(secret), shown);
  }
  assert.equal(etl.count('Orders'), 0);
  return StateDescription;
}

each('a wrong password is refused', async (open) => {
  const why = await whyItWaits(open, (text) => text.replace(/(Password|Pwd)=('.*'|{.*})/, `$1=${kSecret}`));
  assert.match(why, /password authentication failed|access denied/i);
}, servers);

each('an unknown host is named', async (open) => {
  const why = await whyItWaits(open, (text) => text.replace('127.0.0.1', 'no-such-host.invalid'));
  assert.match(why, /no-such-host\.invalid/);
}, servers);

each('a database that does not exist is named', async (open) => {
  const why = await whyItWaits(open, (text) => text.replace(/Database=[^;]*/, 'Database=nowhere_to_be_found'));
  assert.match(why, /nowhere_to_be_found/);
}, servers);

each('TLS that the server does not offer is missed', async (open, product) => {
  assert.match(await whyItWaits(open, (text) => `${text};${product.demandsTls}`), /SSL|TLS/);
}, servers);

each('a server that does not listen is said to be away', async (open) => {
  assert.match(await whyItWaits(open, (text) => text.replace(/Port=\d+/, 'Port=1')), /127\.0\.0\.1|refused|connect/i);
}, servers);

each('a factory that does not exist is named, and those that do', async (open) => {
  const why = await whyItWaits(open, (text) => text, 'Nothing.Of.The.Kind');
  for (const name of ['Nothing.Of.The.Kind', ...products.map(({ factory }) => factory)]) {
    assert.ok(why.includes(name), why);
  }
});

each('a driver that is not installed is named, and those that are', async (open) => {
  const why = await whyItWaits(open, (text) => text.replace(/Driver={[^}]*}/, 'Driver={No Such Driver}'));
  assert.match(why, /No Such Driver.*PostgreSQL Unicode/);
}, { only: (product) => product.isOdbc });

each('words that a connection string cannot have are not shown', async (open) => {
  const why = await whyItWaits(open, (text) => `${text};Hozt=${kSecret}`);
  assert.match(why, /connection string/);
});

for (const file of ['../../../etc/passwd', '/etc/passwd']) {
  each(`${file} is no destination`, async (open) => {
    const why = await whyItWaits(open, () => `Data Source=${file}`);
    assert.match(why, /folder|"\.\."/);
  }, { only: (product) => !product.isServer });
}

each('a script that loads to a table that the task does not have is said to, with the table', async (open) => {
  const etl = await open({ script: 'loadToOrders({ TotalCost: 1 }); loadToElsewhere({});' });
  await etl.put({ 'orders/1': {} });
  const [{ Error: why }] = await etl.errors();
  assert.match(why, /Elsewhere/);
  assert.equal(etl.count('Orders'), 0);
});
