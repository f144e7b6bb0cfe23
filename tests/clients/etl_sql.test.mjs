// The cases SQ of ETL to relational databases, each on every product.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { eventually, runToEnd } from '../support/js/penstock.mjs';
import { kMilkAndBear, kScript, kShop, kTask, sqlTests } from './sql_case.mjs';
import { change, withServer } from './support.mjs';

const context = withServer(undefined, ['--etl-batch-items', '1000']);
const { each } = sqlTests(context);

const kOrdersOnly = { ddl: 'CREATE TABLE Orders (Id varchar(100) PRIMARY KEY, City varchar(50), TotalCost integer)',
                      tables: { Orders: 'Id' } };
const kItems = { ddl: 'CREATE TABLE Items (Id varchar(100) PRIMARY KEY, Name varchar(50) NOT NULL)',
                 tables: { Items: 'Id' }, script: 'loadToItems({ Name: this.Name });' };
const sorted = (rows) => rows.map((row) => row.join('|')).sort();

each('SQ-002 thousands of orders arrive in several batches', async (open) => {
  const etl = await open({ isLater: true });
  const lines = [];
  const bulk = etl.store.bulkInsert();
  for (let i = 1; i <= 5000; ++i) {
    const order = { Lines: [{ Product: `tea '${i}"\\`, Cost: i, Qty: 2 }, { Product: 'mug', Cost: 7, Qty: i % 9 }] };
    for (const { Product, Cost, Qty } of order.Lines) lines.push(`orders/${i}|${Qty}|${Product}|${Cost}`);
    await bulk.store({ ...order, '@metadata': { '@collection': 'Orders' } }, `orders/${i}`, { '@collection': 'Orders' });
  }
  await bulk.finish();
  await etl.define();
  await etl.settled();
  assert.equal(etl.count('Orders'), 5000);
  assert.equal(etl.count('OrderLines'), 10_000);
  assert.deepEqual(sorted(etl.rows('SELECT OrderId, Qty, Product, Cost FROM OrderLines')), lines.sort());
  assert.deepEqual(etl.rows("SELECT OrderLinesCount, TotalCost FROM Orders WHERE Id = 'orders/4999'"),
                   [['2', String(4999 * 2 + 7 * (4999 % 9))]]);
  const { Results } = await etl.call('GET', '/etl/performance');
  assert.ok(Results[0].Stats[0].Performance.length >= 5);
});

each('SQ-004 what is read of nothing is NULL', async (open) => {
  const etl = await open({ ...kOrdersOnly, script: 'loadToOrders({ Id: id(this), City: this.Address.City, TotalCost: 0 });' });
  await etl.put({ 'orders/1': { Address: null } });
  assert.deepEqual(etl.rows('SELECT Id, City FROM Orders'), [['orders/1', 'NULL']]);
});

each('SQ-006 an order without lines any more has no rows of lines', async (open) => {
  const etl = await open();
  await etl.put({ 'orders/1-A': kMilkAndBear });
  assert.deepEqual(etl.rows('SELECT Qty, Product, Cost FROM OrderLines ORDER BY Product'), [['2', 'Bear', '4'], ['3', 'Milk', '3']]);
  await etl.put({ 'orders/1-A': { Lines: [] } });
  assert.deepEqual(etl.rows('SELECT OrderLinesCount FROM Orders'), [['0']]);
  assert.equal(etl.count('OrderLines'), 0);
});

each('SQ-008 tables that are only inserted into keep what they have', async (open) => {
  const etl = await open({ ddl: kShop.ddl.replace('PRIMARY KEY', ''), insertOnly: ['Orders', 'OrderLines'] });
  await etl.put({ 'orders/1-A': kMilkAndBear });
  assert.deepEqual([etl.count('Orders'), etl.count('OrderLines')], [1, 2]);
  await etl.put({ 'orders/1-A': { Lines: [...kMilkAndBear.Lines, { Product: 'Tea', Cost: 1, Qty: 1 }] } });
  assert.deepEqual([etl.count('Orders'), etl.count('OrderLines')], [2, 5]);
  await etl.put({ 'orders/1-A': null });
  assert.deepEqual([etl.count('Orders'), etl.count('OrderLines')], [2, 5]);
});

each('SQ-010 a script that always fails is halted, and its sibling works on', async (open) => {
  const etl = await open({
    ddl: 'CREATE TABLE Orders (Id varchar(100)); CREATE TABLE Companies (Id varchar(100), City varchar(20))',
    tables: { Orders: 'Id', Companies: 'Id' }, scripts: {
      [kScript]: ['Orders', "output('x'); undefined(); loadToOrders({});"],
      sibling: ['Companies', 'loadToCompanies({ City: this.City });'] } });
  await etl.write(Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`orders/${i}`, {}])));
  await etl.write({ 'companies/1': { City: 'Rome' } }, 'Companies');
  await etl.inState('Halted');
  await eventually('the sibling has delivered', () => etl.count('Companies') === 1);
  assert.equal(etl.count('Orders'), 0);
  const errors = await etl.errors();
  assert.equal(errors.length, 100);
  assert.match(errors[0].Error, /undefined/);
});

const kPhoto = Buffer.from([0xff, 0xd8, 0x00, 0x27, 0x5c, 0x0a, 0x09, 0x80]);
const kLarge = Buffer.alloc(6 << 20, 'photo');
const withPictures = (product) => ({
  ddl: `CREATE TABLE Orders (Id varchar(100) PRIMARY KEY, Pic ${product.types.binary})`, tables: { Orders: 'Id' },
  script: "loadToOrders({ Pic: loadAttachment('photo.jpg') });" });
/** Stores attachments, { id: [name, bytes] }, with their documents, in one transaction. */
const attach = (etl, attachments) => change(etl.store, async (session) => {
  for (const [id, [name, bytes]] of Object.entries(attachments)) {
    const order = {};
    await session.store(order, id);
    session.advanced.getMetadataFor(order)['@collection'] = 'Orders';
    session.advanced.attachments.store(id, name, Buffer.from(bytes), 'image/jpeg');  // The client takes a buffer once.
  }
});
const hexOf = ({ types }, column) => (types.binary === 'bytea' ? `encode(${column}, 'hex')` : `hex(${column})`);
const sizes = (etl) => etl.rows('SELECT Id, length(Pic) FROM Orders ORDER BY Id');

each('SQ-012 an attachment becomes bytes of its row, and a missing one NULL', async (open, product) => {
  const etl = await open(withPictures(product));
  await attach(etl, { 'orders/1-A': ['other.jpg', kLarge], 'orders/2-A': ['photo.jpg', kPhoto] });
  await etl.put({ 'orders/3-A': {} });
  assert.deepEqual(sizes(etl), [['orders/1-A', 'NULL'], ['orders/2-A', '8'], ['orders/3-A', 'NULL']]);
  const [hex] = etl.rows(`SELECT ${hexOf(product, 'Pic')} FROM Orders WHERE Id = 'orders/2-A'`)[0];
  assert.equal(hex.toLowerCase(), kPhoto.toString('hex'));
  assert.deepEqual(await etl.errors(), []);
});

each('an attachment follows: replaced, large, under any name, and removed', async (open, product) => {
  const etl = await open({ ...withPictures(product), script: `
    for (const { Name } of getAttachments()) {
      if (hasAttachment(Name)) loadToOrders({ Pic: loadAttachment(Name.toUpperCase()) });
    }` });
  await attach(etl, { 'orders/1': ['Fotó "1".jpg', kPhoto], 'orders/2': ['b', kPhoto] });
  await etl.settled();
  assert.deepEqual(sizes(etl), [['orders/1', '8'], ['orders/2', '8']]);

  await change(etl.store, async (session) => {
    session.advanced.attachments.delete('orders/2', 'b');
    session.advanced.attachments.delete('orders/1', 'Fotó "1".jpg');
    session.advanced.attachments.store('orders/1', 'c', Buffer.from(kLarge), 'image/jpeg');
  });
  await etl.settled();
  assert.deepEqual(sizes(etl), [['orders/1', String(kLarge.length)]]);

  const { stdout, stderr } = await runToEnd(process.env.PENSTOCK, ['etl', 'verify', kTask, '--server', context.server.url,
                                                           '--database', etl.database]);
  assert.match(stdout, /0 missing, 0 surplus, 0 different/, stderr);
});

each('an attachment where no bytes fit fails its document alone, and a dry run shows it', async (open) => {
  const etl = await open({ ...kOrdersOnly, script: `
    loadToOrders({ City: this.Plain ? 'Rome' : loadAttachment('photo.jpg') });` });
  await attach(etl, { 'orders/1': ['photo.jpg', kPhoto] });
  await etl.put({ 'orders/2': { Plain: true } });
  assert.deepEqual(etl.rows('SELECT Id FROM Orders'), [['orders/2']]);
  assert.match((await etl.errors())[0].Error, /column city .*an attachment fits a column of bytes only/i);
  const { LoadErrors } = await etl.dryRun({ DocumentId: 'orders/1', PerformRolledBackTransaction: true });
  assert.match(LoadErrors[0].Error, /an attachment fits/);
});

each('SQ-014 a call in a comment is none', async (open, product) => {
  const etl = await open({ ddl: `CREATE TABLE Orders (Id varchar(100), Pic ${product.types.binary})`, tables: { Orders: 'Id' },
                           script: "loadToOrders({\n  // Pic: loadAttachment('photo.jpg')\n});" });
  await etl.put({ 'orders/1': {} });
  assert.deepEqual(etl.rows('SELECT Id, Pic FROM Orders'), [['orders/1', 'NULL']]);
});

each('SQ-016 varchar() and nvarchar() give texts', async (open) => {
  const etl = await open({
    ddl: `CREATE TABLE Users (Id varchar(100) PRIMARY KEY, FirstName varchar(30), LastName varchar(30),
                              FirstName2 varchar(30), LastName2 varchar(30))`, tables: { Users: 'Id' },
    scripts: { [kScript]: ['Users', `var [first, last] = this.Name.split(' ');
      loadToUsers({ FirstName: varchar(first, 30), LastName: nvarchar(last, 30), FirstName2: varchar(first), LastName2: nvarchar(last) });`] } });
  await etl.put({ 'users/1': { Name: 'Joe Doń' } }, 'Users');
  assert.deepEqual(etl.rows('SELECT * FROM Users'), [['users/1', 'Joe', 'Doń', 'Joe', 'Doń']]);
});

each('SQ-018 a row that a table refuses costs no other its place', async (open) => {
  const etl = await open({ ...kItems, script: 'loadToItems({ Name: this.Name });' });
  await etl.put(Object.fromEntries(['A', null, 'C', 'D'].map((Name, i) => [`items/${i + 1}`, { Name }])));
  assert.deepEqual(etl.rows('SELECT Id, Name FROM Items ORDER BY Id'), [['items/1', 'A'], ['items/3', 'C'], ['items/4', 'D']]);
  const { LoadSuccesses, LoadErrors } = await etl.statistics();
  assert.deepEqual([LoadSuccesses, LoadErrors], [3, 1]);
  assert.deepEqual(await etl.failed(), ['items/2']);
});

each('SQ-020 after bad documents the next good one arrives', async (open) => {
  const etl = await open(kItems);
  await etl.put(Object.fromEntries([null, null, null, null, 'OK'].map((Name, i) => [`items/${i + 1}`, { Name }])));
  assert.deepEqual(etl.rows('SELECT Id, Name FROM Items'), [['items/5', 'OK']]);
  assert.equal((await etl.statistics()).LoadErrors, 4);
  await etl.put({ 'items/6': { Name: 'F' } });
  assert.equal(etl.count('Items'), 2);
});

each('SQ-022 arrays go to columns of arrays', async (open) => {
  const etl = await open({
    ddl: 'CREATE TABLE Orders (Id varchar(100) PRIMARY KEY, Quantities int[], Products text[]);' + kShop.ddl.split(';')[1],
    script: kShop.script.replace(/loadToOrders\(.*/, `loadToOrders({
      Quantities: { Type: 'Array | Double', Value: this.Lines.map((line) => line.Qty) },
      Products: { Type: 'Array | Text', Value: this.Lines.map((line) => line.Product) } });`) });
  await etl.put({ 'orders/1-A': kMilkAndBear });
  assert.deepEqual(etl.rows('SELECT * FROM Orders'), [['orders/1-A', '{3,2}', '{Milk,Bear}']]);
  assert.equal(etl.count('OrderLines'), 2);
  assert.deepEqual(await etl.failed(), []);
}, { only: (product) => product.hasArrays });

each('SQ-026 a delete touches the tables of its script alone', async (open) => {
  const etl = await open({
    ddl: 'CREATE TABLE Orders (Id varchar(100) PRIMARY KEY); CREATE TABLE Invoices (Id varchar(100) PRIMARY KEY)',
    tables: { Orders: 'Id', Invoices: 'Id' },
    scripts: { A: ['Orders', 'loadToOrders({});'], B: ['Invoices', 'loadToInvoices({});'] } });
  await etl.put({ 'orders/1': {} });
  etl.target.sql("INSERT INTO Invoices VALUES ('orders/1')");
  await etl.put({ 'orders/1': null });
  assert.equal(etl.count('Orders'), 0);
  assert.equal(etl.count('Invoices'), 1);
});

each('SQ-028 a row that cannot be replaced stays until its document fits', async (open) => {
  const etl = await open({
    ddl: 'CREATE TABLE Employees (Id varchar(100) PRIMARY KEY, Name varchar(50) CHECK (length(Name) <= 50))',
    tables: { Employees: 'Id' }, scripts: { [kScript]: ['Employees', 'loadToEmployees({ Name: this.Name });'] } });
  await etl.put({ 'employees/1': { Name: 'Ann' } }, 'Employees');
  await etl.put({ 'employees/1': { Name: 'A'.repeat(60) } }, 'Employees');
  assert.deepEqual(etl.rows('SELECT Name FROM Employees'), [['Ann']]);
  assert.deepEqual(await etl.failed(), ['employees/1']);
  await etl.put({ 'employees/1': { Name: 'Anna' } }, 'Employees');
  assert.deepEqual(etl.rows('SELECT Name FROM Employees'), [['Anna']]);
  assert.deepEqual(await etl.failed(), []);
});

each('SQ-030 ids with quotes are ids, whatever becomes of them in statements', async (open) => {
  const etl = await open({ ...kOrdersOnly, script: 'loadToOrders({ TotalCost: this.Total });',
                           configuration: { parameterizeDeletes: false } });
  for (const Total of [1, 2]) await etl.put({ "o'brien/1": { Total }, '\\"; --': { Total } });
  assert.deepEqual(sorted(etl.rows('SELECT Id, TotalCost FROM Orders')), ['\\"; --|2', "o'brien/1|2"]);
  await etl.put({ "o'brien/1": null, '\\"; --': null });
  assert.equal(etl.count('Orders'), 0);
  assert.deepEqual(await etl.failed(), []);
});

each('SQ-032 a table is named together with its schema', async (open, product) => {
  const schema = product.createSchema ? `dbo_${process.pid}` : 'main';
  const etl = await open({ ddl: '', tables: { [`${schema}.Orders`]: 'Id' }, isLater: true,
                           script: `loadTo('${schema}.Orders', { City: this.City });` });
  product.createSchema?.(etl.target, schema);
  etl.target.sql(`CREATE TABLE ${schema}.Orders (Id varchar(100) PRIMARY KEY, City varchar(50))`);
  await etl.define();
  await etl.put({ 'orders/1': { City: 'Rome' } });
  assert.deepEqual(etl.rows(`SELECT * FROM ${schema}.Orders`), [['orders/1', 'Rome']]);
  const { Summary } = await etl.dryRun({ DocumentId: 'orders/1' });
  const name = [schema, 'Orders'].map((part) => product.quote + part + product.quote).join('.');
  for (const { CommandText } of Summary[0].Commands) assert.ok(CommandText.includes(name), CommandText);
});

each('SQ-034 objects and arrays go to columns of text as JSON', async (open) => {
  const etl = await open({ ddl: 'CREATE TABLE Orders (Id varchar(100), A text, B text)', tables: { Orders: 'Id' },
                           script: 'loadToOrders({ A: this.A, B: this.B });' });
  await etl.put({ 'orders/1': { A: { B: 1 }, B: [1, 'x'] } });
  assert.deepEqual(etl.rows('SELECT A, B FROM Orders').map((row) => row.map((text) => JSON.parse(text))),
                   [[{ B: 1 }, [1, 'x']]]);
  assert.deepEqual(etl.rows('SELECT A, B FROM Orders'), [['{"B":1}', '[1,"x"]']]);
});

each('SQ-036 the text of a date is a date where the column is one', async (open, product) => {
  const etl = await open({ ddl: `CREATE TABLE Orders (Id varchar(100), OrderedAt ${product.types.datetime}, Note varchar(50))`,
                           tables: { Orders: 'Id' }, script: 'loadToOrders({ OrderedAt: this.OrderedAt, Note: this.Note });' });
  await etl.put({ 'orders/1': { OrderedAt: '2020-01-02T03:04:05.0000000', Note: '2020' } });
  const [[moment, note]] = etl.rows('SELECT OrderedAt, Note FROM Orders');
  assert.match(moment, /^2020-01-02[ T]03:04:05(\.0+)?$/);
  assert.equal(note, '2020');
  assert.deepEqual(etl.rows("SELECT Note FROM Orders WHERE OrderedAt > '2020-01-02 03:00:00'"), [['2020']]);
});

each('SQ-038 a value may say its type', async (open, product) => {
  const etl = await open({ ddl: `CREATE TABLE Orders (Id varchar(100), Code ${product.types.guid}, Total integer)`, tables: { Orders: 'Id' },
                           script: "loadToOrders({ Code: { Type: 'Guid', Value: this.Code }, Total: { Type: 'Int32', Value: 3 } });" });
  await etl.put({ 'orders/1': { Code: '6f9619ff-8b86-d011-b42d-00cf4fc964ff' }, 'orders/2': { Code: 'no guid' } });
  assert.deepEqual(etl.rows('SELECT Id, Code, Total FROM Orders'), [['orders/1', '6f9619ff-8b86-d011-b42d-00cf4fc964ff', '3']]);
  assert.deepEqual(await etl.failed(), ['orders/2']);
});

each('SQ-040 a document loaded to a table that the task does not have is an error of its own', async (open) => {
  const etl = await open({ ...kOrdersOnly,
                           script: 'if (this.Astray) loadToUnknown({}); loadToOrders({ TotalCost: 1 });' });
  await etl.put({ 'orders/1': { Astray: true }, 'orders/2': {} });
  assert.deepEqual(etl.rows('SELECT Id FROM Orders'), [['orders/2']]);
  const [error, ...others] = await etl.errors();
  assert.deepEqual(others, []);
  assert.deepEqual([error.DocumentId, error.Step], ['orders/1', 'Transformation']);
  assert.match(error.Error, /Unknown/);
});

each('SQ-042 a batch whose connection breaks is nowhere, and comes again', async (open, product) => {
  const etl = await open({ insertOnly: ['OrderLines'] });
  await etl.put({ 'orders/1-A': kMilkAndBear });
  const session = await etl.target.hold("UPDATE Orders SET City = 'Rome' WHERE Id = 'orders/1-A'");
  await etl.write({ 'orders/1-A': { Lines: kMilkAndBear.Lines.slice(1) }, 'orders/2-A': kMilkAndBear });
  await eventually('the batch waits for the row', () => etl.rows(product.blockedSessions)[0][0] > 0);
  for (const [pid] of etl.rows(product.openSessions)) etl.target.sql(product.endSession(pid));
  await etl.inState('WaitingToRetry');
  assert.deepEqual([etl.count('Orders'), etl.count('OrderLines')], [1, 2]);
  await session.release();
  await etl.retried();
  assert.deepEqual([etl.count('Orders'), etl.count('OrderLines')], [2, 5]);
}, { only: (product) => product.isServer });

each('SQ-044 a task waits for a table that is missing, names it, and catches up', async (open) => {
  const etl = await open({ ddl: '', ...{ tables: kOrdersOnly.tables }, script: 'loadToOrders({ TotalCost: 1 });' });
  await etl.write(Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`orders/${i}`, {}])));
  const { StateDescription } = await etl.inState('WaitingToRetry');
  assert.match(StateDescription, /Orders/);
  assert.deepEqual(await etl.errors(), []);
  etl.target.sql(kOrdersOnly.ddl);
  await etl.retried();
  assert.equal(etl.count('Orders'), 10);
});

// Two orders swap what only one of them may have, and lines may not be without their order: only one
// sequence of statements gets through.
each('SQ-048 all deletes come first, children first, then all inserts, parents first', async (open) => {
  const etl = await open({
    ddl: `CREATE TABLE Orders (Id varchar(100) PRIMARY KEY, Code varchar(10) UNIQUE);
          CREATE TABLE OrderLines (OrderId varchar(100) NOT NULL REFERENCES Orders (Id), Product varchar(100));`,
    script: "loadToOrderLines({ Product: 'Milk' }); loadToOrders({ Code: this.Code });" });
  await etl.put({ 'orders/1-A': { Code: 'a' }, 'orders/2-A': { Code: 'b' } });
  await etl.put({ 'orders/1-A': { Code: 'b' }, 'orders/2-A': { Code: 'a' } });
  assert.deepEqual(etl.rows('SELECT Id, Code FROM Orders ORDER BY Id'), [['orders/1-A', 'b'], ['orders/2-A', 'a']]);
  assert.equal(etl.count('OrderLines'), 2);
  assert.deepEqual(await etl.failed(), []);
  assert.equal((await etl.statistics()).LoadErrors, 0);
});

for (const performs of [false, true]) {
  const how = performs ? 'run and rolled back' : 'shown alone';

  each(`TS-009 a dry run shows the statements of each table, ${how}`, async (open) => {
    const etl = await open({ isLater: true });
    await etl.write({ 'orders/1-A': kMilkAndBear });
    const answer = await etl.dryRun({ DocumentId: 'orders/1-A', PerformRolledBackTransaction: performs });
    assert.deepEqual(answer.Summary.map(({ TableName, Commands }) => [TableName, Commands.length]),
                     [['OrderLines', 3], ['Orders', 2]]);
    assert.deepEqual([answer.LoadErrors, answer.TransformationErrors], [[], []]);
    assert.deepEqual([etl.count('Orders'), etl.count('OrderLines')], [0, 0]);
  });

  each(`TS-011 a dry run of a delete shows one statement a table, ${how}`, async (open) => {
    const etl = await open();
    await etl.put({ 'orders/1-A': kMilkAndBear });
    const answer = await etl.dryRun({ DocumentId: 'orders/1-A', IsDelete: true, PerformRolledBackTransaction: performs });
    assert.deepEqual(answer.Summary.map(({ Commands }) => Commands.length), [1, 1]);
    assert.deepEqual(answer.LoadErrors, []);
    assert.deepEqual([etl.count('Orders'), etl.count('OrderLines')], [1, 2]);
    const session = etl.store.openSession();
    assert.ok(await session.load('orders/1-A'));
    session.dispose();
  });
}

each('TS-009 a dry run that runs its statements shows the rows before and after, and leaves no trace', async (open) => {
  const etl = await open();
  await etl.put({ 'orders/1-A': kMilkAndBear });
  const before = etl.rows('SELECT OrderId, Qty, Product, Cost FROM OrderLines');
  etl.target.sql("UPDATE Orders SET City = 'Rome'");
  await etl.remove();
  await etl.write({ 'orders/1-A': { Lines: [{ Product: 'Tea', Cost: 5, Qty: 1 }] } });

  const { Rows } = await etl.dryRun({ DocumentId: 'orders/1-A', PerformRolledBackTransaction: true });

  // SQLite tells of values as they stand in SQL.
  const plain = (value) => (value === null || value === 'NULL' ? null : value.replace(/^'(.*)'$/, '$1'));
  const shown = Object.fromEntries(Rows.map(({ TableName, Columns, Before, After }) => [TableName,
    Object.fromEntries(Object.entries({ Before, After }).map(([when, rows]) => [when, rows.map((row) =>
      Object.fromEntries(row.map((value, i) => [Columns[i].toLowerCase(), plain(value)])))]))]));
  assert.deepEqual(shown.Orders, {
    Before: [{ id: 'orders/1-A', orderlinescount: '2', totalcost: '17', city: 'Rome' }],
    After: [{ id: 'orders/1-A', orderlinescount: '1', totalcost: '5', city: null }] });
  assert.deepEqual(shown.OrderLines.Before.map(({ product }) => product).sort(), ['Bear', 'Milk']);
  assert.deepEqual(shown.OrderLines.After, [{ orderid: 'orders/1-A', qty: '1', product: 'Tea', cost: '5' }]);
  assert.deepEqual(etl.rows('SELECT OrderId, Qty, Product, Cost FROM OrderLines'), before);
});

each('TS-009 a dry run that runs its statements says what the tables refuse', async (open) => {
  const etl = await open({ isLater: true, script: "loadToOrderLines({ Qty: 1, Cost: 1 }); loadToOrders({ TotalCost: 1 });" });
  await etl.write({ 'orders/1-A': {} });
  const { LoadErrors } = await etl.dryRun({ DocumentId: 'orders/1-A', PerformRolledBackTransaction: true });
  assert.match(LoadErrors[0].Error, /product/i);
  assert.deepEqual([etl.count('Orders'), etl.count('OrderLines')], [0, 0]);
});

const kOnceMore = { ddl: 'CREATE TABLE Visits (Who varchar(100))', tables: { Visits: 'Who' }, insertOnly: ['Visits'],
                    script: 'loadToVisits({});' };
for (const [id, what, again] of [
  ['PR-020', 'reset', (etl) => etl.reset()],
  ['PR-024', 'deleted and made anew', async (etl) => { await etl.remove(); await etl.define(); }]]) {
  each(`${id} a task that is ${what} begins at the beginning`, async (open) => {
    const etl = await open(kOnceMore);
    await etl.put({ 'orders/1': {} });
    await again(etl);
    await eventually('the document comes again', () => etl.count('Visits') === 2);
    await etl.settled();
    assert.equal(etl.count('Visits'), 2);
  });

  each(`${id} a task that is ${what} while its destination is down begins at the beginning`, async (open, product) => {
    const etl = await open(kOnceMore);
    await etl.put({ 'orders/1': {} });
    await product.server.stop();
    await again(etl);
    await etl.write({ 'orders/2': {} });
    await etl.inState('WaitingToRetry');
    await product.server.start();
    await etl.retried();
    assert.deepEqual(etl.rows('SELECT Who FROM Visits ORDER BY Who'), [['orders/1'], ['orders/1'], ['orders/2']]);
  }, { only: (product) => product.isServer });
}

each('three sources with tasks of one name deliver to one database, each as if it were alone', async (open) => {
  const shop = { tables: { ...kShop.tables, Visits: 'Who' }, insertOnly: ['Visits'], script: `${kShop.script} loadToVisits({});` };
  const first = await open({ ...shop, ddl: `${kShop.ddl} CREATE TABLE Visits (Who varchar(100));` });
  const sources = [first, await open({ ...shop, target: first.target }), await open({ ...shop, target: first.target })];
  const tea = { Lines: [{ Product: 'Tea', Cost: 1, Qty: 1 }] };
  const everySource = (work) => Promise.all(sources.map(work));
  const ids = (query) => first.rows(query).flat();
  const visits = (...numbers) => numbers.map((number) => `orders/${number}`);

  await everySource((source, i) => source.put({ [`orders/${i}-a`]: kMilkAndBear, [`orders/${i}-b`]: tea }));
  await everySource((source, i) => source.put({ [`orders/${i}-a`]: null, [`orders/${i}-b`]: kMilkAndBear, [`orders/${i}-c`]: tea }));
  const orders = [['orders/0-b', '2', '17'], ['orders/0-c', '1', '1'], ['orders/1-b', '2', '17'], ['orders/1-c', '1', '1'],
                  ['orders/2-b', '2', '17'], ['orders/2-c', '1', '1']];
  const lines = ['0', '1', '2'].flatMap((i) => [[`orders/${i}-b`, 'Bear'], [`orders/${i}-b`, 'Milk'], [`orders/${i}-c`, 'Tea']]);
  const assertRows = () => {
    assert.deepEqual(first.rows('SELECT Id, OrderLinesCount, TotalCost FROM Orders ORDER BY Id'), orders);
    assert.deepEqual(first.rows('SELECT OrderId, Product FROM OrderLines ORDER BY OrderId, Product'), lines);
  };
  assertRows();
  const visited = (i) => [`${i}-a`, `${i}-b`, `${i}-b`, `${i}-c`];
  assert.deepEqual(ids('SELECT Who FROM Visits ORDER BY Who'), visits(...visited(0), ...visited(1), ...visited(2)));

  await sources[1].reset();
  await eventually('the source in the middle comes again', () => first.count('Visits') === 14);
  await everySource((source) => source.settled());
  assertRows();
  assert.deepEqual(ids('SELECT Who FROM Visits ORDER BY Who'),
                   visits(...visited(0), ...visited(1), '1-b', '1-c', ...visited(2)).sort());
  assert.deepEqual(await everySource((source) => source.failed()), [[], [], []]);
});

test('no case ends with a complaint in the log', () => {
  assert.deepEqual(context.server.log.filter((line) => /\[error\]|corrupt/i.test(line)), []);
});
