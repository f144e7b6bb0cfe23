// One case of ETL to a relational database: a source, written by the official client, a target, and a
// task between them, defined by the official client too.
import { after, before, test } from 'node:test';

import {
  AddEtlOperation, DeleteOngoingTaskOperation, PutConnectionStringOperation, ResetEtlOperation,
  SqlConnectionString, SqlEtlConfiguration, Transformation, UpdateEtlOperation,
} from 'ravendb';

import { processes, retriedAndCaughtUp } from '../support/js/etl.mjs';
import { caughtUp, eventually, runToEnd } from '../support/js/penstock.mjs';
import { sqlProducts } from '../support/js/sql_products.mjs';
import { change } from './support.mjs';

export const kTask = 'shop';
export const kScript = 'S';

/** The tables of the standard schema and how the task declares them. */
export const kShop = {
  ddl: `CREATE TABLE Orders (Id varchar(100) PRIMARY KEY, OrderLinesCount integer, TotalCost integer NOT NULL,
                             City varchar(50));
        CREATE TABLE OrderLines (OrderId varchar(100) NOT NULL, Qty integer NOT NULL, Product varchar(100) NOT NULL,
                                 Cost integer NOT NULL);
        CREATE INDEX OrderLinesOfOrder ON OrderLines (OrderId);`,
  tables: { OrderLines: 'OrderId', Orders: 'Id' },
  script: `
    var total = 0;
    for (var line of this.Lines) {
      total += line.Cost * line.Qty;
      loadToOrderLines({ OrderId: id(this), Qty: line.Qty, Product: line.Product, Cost: line.Cost });
    }
    loadToOrders({ Id: id(this), OrderLinesCount: this.Lines.length, TotalCost: total });`,
};
export const kMilkAndBear = { Lines: [{ Product: 'Milk', Cost: 3, Qty: 3 }, { Product: 'Bear', Cost: 4, Qty: 2 }] };

/**
 * Tests of a file over every product: each(name, body) is a test of every product, with what opens a
 * case of it; `only` names the products that it is about, if not all.
 */
export function sqlTests(context) {
  const products = sqlProducts(() => context.server.dataDir);
  before(async () => { for (const product of products) await product.start(); });
  after(async () => { for (const product of products) await product.stop(); });
  let made = 0;

  const each = (name, body, { only = () => true } = {}) => {
    for (const product of products.filter(only)) {
      test(`${name}: ${product.name}`, { skip: product.missing }, () =>
        body((options) => SqlCase.open(context, product, `sql${++made}`, options), product));
    }
  };
  return { each, products };
}

export class SqlCase {
  /**
   * `ddl` makes the tables, which `tables` declares: { name: document id column }; what `insertOnly`
   * names is insert-only. `scripts`: { name: [collection, script] }, or one `script` over Orders.
   * `configuration` is more of the task, `isLater` leaves its definition to define(). `target`: one
   * that is there, with its tables.
   */
  static async open(context, product, database, options = {}) {
    const { target, ddl = target ? '' : kShop.ddl, isLater = false } = options;
    const self = new SqlCase();
    Object.assign(self, { context, product, database, options: { ...kShop, ...options } });
    self.store = await context.create(database);
    self.target = target ?? product.target();
    if (ddl) self.target.sql(ddl);
    await self.connect();
    if (!isLater) await self.define();
    return self;
  }

  async connect(connectionString = this.target.connectionString, factoryName = this.target.factory) {
    await this.store.maintenance.send(new PutConnectionStringOperation(Object.assign(
      new SqlConnectionString(), { name: 'target', factoryName, connectionString })));
  }

  configuration() {
    const { tables, insertOnly = [], script, scripts = { [kScript]: ['Orders', script] }, configuration } = this.options;
    return Object.assign(new SqlEtlConfiguration(), {
      name: kTask, connectionStringName: 'target', parameterizeDeletes: true, quoteTables: true,
      transforms: Object.entries(scripts).map(([name, [collection, text]]) => Object.assign(
        new Transformation(), { name, collections: [collection], script: text })),
      sqlTables: Object.entries(tables).map(([tableName, documentIdColumn]) => (
        { tableName, documentIdColumn, insertOnlyMode: insertOnly.includes(tableName) })),
      ...configuration,
    });
  }

  async define() {
    this.taskId = (await this.store.maintenance.send(new AddEtlOperation(this.configuration()))).taskId;
  }
  async update(options) {
    Object.assign(this.options, options);
    this.taskId = (await this.store.maintenance.send(new UpdateEtlOperation(this.taskId, this.configuration()))).taskId;
  }
  async reset() { await this.store.maintenance.send(new ResetEtlOperation(kTask, kScript)); }
  async remove() { await this.store.maintenance.send(new DeleteOngoingTaskOperation(this.taskId, 'SqlEtl')); }

  /** Stores documents, { id: body }, in one transaction, of `collection`; null deletes. */
  async write(documents, collection = 'Orders') {
    await change(this.store, async (session) => {
      for (const [id, body] of Object.entries(documents)) {
        if (body === null) {
          await session.delete(id);
          continue;
        }
        const entity = structuredClone(body);
        await session.store(entity, id);
        session.advanced.getMetadataFor(entity)['@collection'] = collection;
      }
    });
  }
  async put(documents, collection) {
    await this.write(documents, collection);
    await this.settled();
  }
  /** Waits until all is delivered. */
  async settled() { await caughtUp(this.context.server, this.database); }
  /** The same, without sitting out a back-off. */
  async retried() { await retriedAndCaughtUp(this.context.server, this.database); }

  rows(query) { return this.target.rows(query); }
  count(table) { return Number(this.rows(`SELECT count(*) FROM ${table}`)[0][0]); }

  call(method, path, body) { return this.context.server.call(method, `/databases/${this.database}${path}`, body); }
  async statistics(script = kScript) {
    const { Results } = await this.call('GET', '/etl/stats');
    return Results.flatMap(({ Stats }) => Stats).find((one) => one.TransformationName === script).Statistics;
  }
  /** Waits until a process is in that state; how it is doing. */
  inState(state) {
    return eventually(`a process is ${state}`, async () =>
      (await processes(this.context.server, this.database)).find((process) => process.State === state));
  }
  /** The error list, oldest document first. */
  async errors(script = kScript) {
    return (await this.call('GET', `/etl/errors?task=${kTask}&script=${script}&pageSize=1000`)).Results;
  }
  async failed(script) { return (await this.errors(script)).map(({ DocumentId }) => DocumentId).sort(); }
  dryRun(body) {
    return this.call('POST', '/admin/etl/sql/test', { ...body, Configuration: this.#ofProtocol() });
  }
  /** Defines the task, or what is new of it, with members that the official client does not know. */
  async defineWith(members) {
    const path = `/admin/etl${this.taskId === undefined ? '' : `?id=${this.taskId}`}`;
    this.taskId = (await this.call('PUT', path, { ...this.#ofProtocol(), EtlType: 'Sql', ...members })).TaskId;
  }
  /** Disables or enables the task. */
  async toggle(disable) { await this.call('POST', `/admin/tasks/state?key=${this.taskId}&type=SqlEtl&disable=${disable}`); }

  /** The task as the protocol has it. */
  #ofProtocol() {
    const { transforms, sqlTables, parameterizeDeletes, quoteTables } = this.configuration();
    return {
      Name: kTask, ConnectionStringName: 'target', ParameterizeDeletes: parameterizeDeletes, QuoteTables: quoteTables,
      Transforms: transforms.map(({ name, collections, script }) => ({ Name: name, Collections: collections, Script: script })),
      SqlTables: sqlTables.map(({ tableName, documentIdColumn, insertOnlyMode }) => (
        { TableName: tableName, DocumentIdColumn: documentIdColumn, InsertOnlyMode: insertOnlyMode })) };
  }

  /** Runs `penstock` for this database. */
  penstock(...args) {
    return runToEnd(process.env.PENSTOCK, [...args, '--server', this.context.server.url, '--database', this.database]);
  }
}
