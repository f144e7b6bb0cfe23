// What people do with ETL to document databases, from beginning to end.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { gunzipSync } from 'node:zlib';

import { collection, createDatabase, defineTask, retriedAndCaughtUp, write } from '../support/js/etl.mjs';
import { PenstockServer, caughtUp, eventually, runToEnd } from '../support/js/penstock.mjs';

let folder;
let servers;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'penstock-stories-'));
  servers = [];
});

afterEach(async () => {
  for (const server of servers) if (server.isRunning) await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function start(tag, url) {
  const server = await PenstockServer.start(process.env.PENSTOCK, path.join(folder, tag), ['--node-tag', tag], url);
  servers.push(server);
  return server;
}

const of = (name, body = {}) => ({ ...body, '@metadata': { '@collection': name } });
const task = (server, database, name, target, targetDatabase, source, script) =>
  defineTask(server, database, name, { Database: targetDatabase, TopologyDiscoveryUrls: [target.url] },
             { Transforms: [{ Name: 'S', Collections: [source], Script: script }] });

// --- Point of sale ---

class Till {
  #sold = 0;

  static async open(tag, centre) {
    const till = new Till();
    till.tag = tag;
    till.server = await start(tag);
    await createDatabase(till.server, 'till');
    await task(till.server, 'till', 'sales', centre, 'centre', 'Sales', 'loadToSales(this);');
    await task(centre, 'centre', `prices-${tag}`, till.server, 'till', 'Prices', '');
    return till;
  }

  /** Each till counts its own sales: the numbers are the same everywhere, the ids are not. */
  async sell(count) {
    const Commands = Array.from({ length: count }, () => ({
      Type: 'PUT', Id: 'sales/', ChangeVector: null, Document: of('Sales', { till: this.tag, number: ++this.#sold }) }));
    await this.server.call('POST', '/databases/till/bulk_docs', { Commands });
  }

  async price(id) { return (await this.server.request('GET', `/databases/till/docs?id=${id}`)).json?.Results?.[0] ?? undefined; }

  async whileDown(work) {
    const { url } = this.server;
    await this.server.stop();
    await work();
    this.server = await start(this.tag, url);
  }
}

test('tills that are down in turn: the centre has every sale, and every till the prices', async () => {
  const centre = await start('A');
  await createDatabase(centre, 'centre');
  const tills = [];
  for (const tag of ['B', 'C', 'D']) tills.push(await Till.open(tag, centre));

  for (const [round, down] of tills.entries()) {
    await down.whileDown(async () => {
      for (const till of tills.filter((each) => each !== down)) await till.sell(20);
      await write(centre, 'centre', { 'prices/tea': of('Prices', { price: round }) });
    });
    await down.sell(20);
  }

  for (const till of tills) await retriedAndCaughtUp(till.server, 'till');
  await retriedAndCaughtUp(centre, 'centre');
  const sales = [...(await collection(centre, 'centre', 'Sales')).values()];
  for (const { tag } of tills) {
    const numbers = sales.filter(({ till }) => till === tag).map(({ number }) => number).sort((a, b) => a - b);
    assert.deepEqual(numbers, Array.from({ length: 60 }, (_, i) => i + 1), tag);
  }
  assert.equal(sales.length, 180);
  for (const till of tills) {
    await eventually(`till ${till.tag} has the last price`, async () => (await till.price('prices/tea'))?.price === 2);
  }
});

// --- Redaction ---

test('what the script leaves out is nowhere at the destination', async () => {
  const server = await start('A');
  for (const name of ['clinic', 'research']) await createDatabase(server, name);
  await task(server, 'clinic', 'research', server, 'research', 'Patients',
             `loadToPatients({ born: this.born.slice(0, 4), illness: this.illness,
                               visits: this.visits.map(({ when }) => ({ when })) });`);
  const secrets = Array.from({ length: 50 }, (_, i) => [`Name${i}Surname`, `ins-77${i}-x`, `note ${i} in confidence`]);
  for (const [i, [name, insurance, note]] of secrets.entries()) {
    await write(server, 'clinic', { [`patients/${i}`]: of('Patients', {
      name, insurance, born: '1970-01-01', illness: 'flu', visits: [{ when: '2026-11-21', note }] }) });
    await fetch(`${server.url}/databases/clinic/attachments?id=patients/${i}&name=${name}`, { method: 'PUT', body: note });
    await server.call('POST', '/databases/clinic/counters', { Documents: [
      { DocumentId: `patients/${i}`, Operations: [{ Type: 'Increment', CounterName: insurance, Delta: 1 }] }] });
  }
  await caughtUp(server, 'clinic');

  const dump = path.join(folder, 'research.ravendbdump');
  const { code, stderr } = await runToEnd(process.env.PENSTOCK,
    ['export', dump, '--server', server.url, '--database', 'research']);
  assert.equal(code, 0, stderr);
  const file = await readFile(dump);
  const text = (file[0] === 0x1f ? gunzipSync(file) : file).toString();
  assert.equal(text.match(/"illness":"flu"/g).length, secrets.length);
  for (const secret of secrets.flat()) assert.ok(!text.includes(secret), secret);
});

// --- A document of the destination beside those of the source ---

test('a document that the destination keeps beside one of the source is never touched', async () => {
  const server = await start('B');
  for (const name of ['crm', 'support']) await createDatabase(server, name);
  await task(server, 'crm', 'support', server, 'support', 'Users', 'loadToUsers(this); loadToContacts({ n: this.n });');
  await write(server, 'crm', { 'users/123-B': of('Users', { n: 1 }) });
  await caughtUp(server, 'crm');
  await write(server, 'support', { 'users/123-B/helpdesk': of('Helpdesk', { tickets: 3 }) });
  const read = async (id) => (await server.request('GET', `/databases/support/docs?id=${id}`)).json?.Results?.[0] ?? undefined;
  const before = await read('users/123-B/helpdesk');

  await write(server, 'crm', { 'users/123-B': of('Users', { n: 2 }) });
  await caughtUp(server, 'crm');
  assert.equal((await read('users/123-B')).n, 2);
  await write(server, 'crm', { 'users/123-B': null });
  await caughtUp(server, 'crm');

  assert.equal(await read('users/123-B'), undefined);
  assert.deepEqual(await read('users/123-B/helpdesk'), before);
});
