// What clients other than the official one for Node may send: requests by hand, as the protocol
// allows them, and what the second client then finds.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Company, Employee, change, inSession, save, withServer } from './support.mjs';

let store;
let reader;  // A client of another process: what it sees, the server has stored.
const context = withServer(async () => {
  store = await context.create('shop');
  reader = context.read('shop');
});

async function send(method, path, { body, headers, database = 'shop' } = {}) {
  const response = await fetch(`${context.server.url}/databases/${database}/${path}`, {
    method, headers, body: typeof body === 'object' ? JSON.stringify(body) : body,
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text,
           json: text.startsWith('{') ? JSON.parse(text) : undefined };
}

const encode = encodeURIComponent;

/** Names that an address, a header, JSON or a path could take for something else. */
const kOddNames = [
  'with blank', 'a/b', 'a\\b', '100%', '%41', 'a+b', 'a&b=c', 'a#b', 'a?b', '"quoted"', "it's", '[a]{b}',
  '<a>', 'a;b,c', 'ünï', 'ÜNÏ 日本語', '😀', '..', '-', 'tab\there', 'a:b', 'a@b', '~^`$!*()',
];

test('names with every odd character come back as they were', async () => {
  for (const [i, name] of kOddNames.entries()) {
    const id = `odd ${i}/${name}`;
    const put = await send('PUT', `docs?id=${encode(id)}`, { body: { name } });
    assert.equal(put.status, 201, `${id}: ${put.text}`);
    assert.equal(put.json.Id, id);
    const attachment = `attachments?id=${encode(id)}&name=${encode(name)}`;
    assert.equal((await send('PUT', attachment, { body: name })).status, 201);
    await change(store, async (session) => {
      session.countersFor(id).increment(name, i + 1);
      session.timeSeriesFor(id, name).append(new Date(Date.UTC(2024, 0, 1)), i, name);
    });
    await send('PUT', `cmpxchg?key=${encode(name)}&index=0`, { body: { Object: name } });

    const document = await reader.document(id);
    assert.deepEqual(document.body, { name });
    assert.equal(document.metadata['@id'], id);
    assert.deepEqual(document.metadata['@counters'], [name]);
    assert.deepEqual(document.metadata['@timeseries'], [name]);
    assert.deepEqual(document.metadata['@attachments'].map((one) => one.name), [name]);
    assert.equal((await reader.attachment(id, name)).bytes.toString(), name);
    assert.deepEqual(await reader.counters(id), { [name]: i + 1 });
    assert.deepEqual((await reader.timeSeries(id, name)).map(({ tag }) => tag), [name]);
    assert.equal((await reader.compareExchange(name)).value, name);
    assert.equal((await send('HEAD', attachment)).headers.get('attachment-size'),
                 String(Buffer.byteLength(name)));
    assert.equal((await send('DELETE', `docs?id=${encode(id)}`)).status, 204);
    assert.equal(await reader.document(id), null);
  }
});

test('a read is answered with 304 while nothing changed, whatever the quotes', async () => {
  await save(store, 'companies/1', new Company('Acme'));
  const document = 'docs?id=companies/1';
  const { headers } = await send('GET', document);
  const etag = headers.get('etag');
  for (const [method, value] of [['GET', etag], ['HEAD', etag], ['HEAD', etag.slice(1, -1)]]) {
    const again = await send(method, document, { headers: { 'If-None-Match': value } });
    assert.equal(again.status, 304);
    assert.equal(again.headers.get('etag'), etag);
    assert.equal(again.text, '');
  }
  const list = await send('GET', 'docs?startsWith=companies/');
  const known = { headers: { 'If-None-Match': list.headers.get('etag') } };
  assert.equal((await send('GET', 'docs?startsWith=companies/', known)).status, 304);
  await save(store, 'companies/1', new Company('Other'));
  assert.equal((await send('GET', document, { headers: { 'If-None-Match': etag } })).status, 200);
  assert.equal((await send('GET', 'docs?startsWith=companies/', known)).status, 200);
  const missing = await send('GET', 'docs?id=none', { headers: { 'If-None-Match': '"404 Response"' } });
  assert.equal(missing.status, 404);
  assert.equal((await send('HEAD', 'docs?id=none')).status, 404);
});

test('a prefix is scanned with patterns, in pages, after an id, for metadata only', async () => {
  for (const name of ['1', '2', '2x', '10', '11', '12', 'x']) {
    await save(store, `scan/${name}`, new Company(name));
  }
  const scan = async (query) => (await send('GET', `docs?startsWith=scan/${query}`)).json.Results;
  const ids = async (query) => (await scan(query)).map((one) => one['@metadata']['@id'].slice(5));
  assert.deepEqual(await ids(''), ['1', '10', '11', '12', '2', '2x', 'x']);
  assert.deepEqual(await ids('&matches=1*'), ['1', '10', '11', '12']);
  assert.deepEqual(await ids('&matches=1?|X'), ['10', '11', '12', 'x']);
  assert.deepEqual(await ids('&exclude=1*|2?'), ['2', 'x']);
  assert.deepEqual(await ids('&matches=1*&exclude=11&start=1&pageSize=1'), ['10']);
  assert.deepEqual(await ids('&startAfter=scan/12&pageSize=2'), ['2', '2x']);
  assert.deepEqual(await ids('&pageSize=0'), []);
  assert.deepEqual(await ids('&start=100'), []);
  const [only] = await scan('&pageSize=1&metadataOnly=true');
  assert.deepEqual(Object.keys(only), ['@metadata']);

  await inSession(store, async (session) => {
    const page = await session.advanced.loadStartingWith(
      'scan/', { matches: '1?', exclude: '11', startAfter: 'scan/10', pageSize: 5 });
    assert.deepEqual(page.map(({ name }) => name), ['12']);
  });
});

test('references are included, also those that lack a part', async () => {
  await save(store, 'countries/it', new Company('Italy'));
  await save(store, 'cities/5', new Company('Rome'));
  await save(store, 'addresses/1', Object.assign(new Company('Via'), { country: 'it', city: 5, lines: [{ of: 'cities/5' }] }));
  const { Includes } = (await send(
    'GET', `docs?id=addresses/1&include=${encode('country(countries/)')}&include=${encode('city(cities/)')}`
      + '&include=lines[].of&include=nothing.here')).json;
  assert.deepEqual(Object.keys(Includes).sort(), ['cities/5', 'countries/it']);
  await inSession(store, async (session) => {
    await session.include('country(countries/)').load('addresses/1');
    assert.equal((await session.load('countries/it')).name, 'Italy');
    assert.equal(session.advanced.numberOfRequests, 1);
  });
});

test('query strings may be sloppy and parameters unknown', async () => {
  await save(store, 'employees/1', new Employee('Ann', 30));
  for (const query of ['?&id=employees/1', '?id=employees/1&', '??id=employees/1', '?id=EMPLOYEES/1&loadHash=1&new']) {
    const found = await send('GET', `docs${query}`);
    assert.equal(found.json.Results[0].name, 'Ann', query);
  }
  const order = await send('GET', 'docs?id=none&id=employees/1&id=Employees/1');
  assert.deepEqual(order.json.Results.map((one) => one?.name ?? null), [null, 'Ann', 'Ann']);
});

test('an error has the status and the type that clients know', async () => {
  await save(store, 'employees/2', new Employee('Bob', 30));
  const put = { body: { name: 'x', '@metadata': { '@collection': 'Employees' } } };
  const failed = (answer, status, type) => {
    assert.equal(answer.status, status, answer.text);
    assert.equal(answer.json.Type.split('.').at(-1), type);
    assert.ok(answer.json.Message);
    assert.ok(answer.json.Error.startsWith(answer.json.Type));
    assert.ok(answer.json.Url.startsWith('/databases/'));
    assert.equal(answer.headers.get('raven-server-version'), '7.2.2');
  };
  failed(await send('PUT', 'docs?id=employees/2', { ...put, headers: { 'If-Match': '"A:1-x"' } }), 409, 'ConcurrencyException');
  failed(await send('PUT', 'docs?id=employees/2', { ...put, headers: { 'If-Match': '""' } }), 409, 'ConcurrencyException');
  failed(await send('DELETE', 'docs?id=employees/2', { headers: { 'If-Match': 'A:1-x' } }), 409, 'ConcurrencyException');
  failed(await send('PUT', 'docs?id=employees/3', { body: '{' }), 400, 'BadRequestException');
  failed(await send('PUT', 'attachments?id=none&name=a', { body: 'x' }), 500, 'DocumentDoesNotExistException');
  failed(await send('POST', 'queries', { body: { Query: 'frm' } }), 400, 'InvalidQueryException');
  failed(await send('PATCH', 'docs?id=employees/2', { body: { Patch: { Script: 'this.name =' } } }), 400, 'JavaScriptException');
  failed(await send('POST', 'bulk_docs', { body: '{}', headers: { 'Content-Encoding': 'br' } }), 415, 'BadRequestException');
  failed(await send('GET', 'nothing', { headers: { 'Raven-Client-Version': '7.2.2' } }), 400, 'RouteNotFoundException');
  failed(await send('PUT', 'bulk_docs', put), 405, 'RouteNotFoundException');
  assert.deepEqual((await reader.document('employees/2')).body, { name: 'Bob', age: 30 });
  assert.equal(await reader.document('employees/3'), null);
});

test('a database that is not there is named in a header, wherever it is asked for', async () => {
  for (const [method, path, body] of [
    ['GET', 'docs?id=a'], ['HEAD', 'docs?id=a'], ['PUT', 'docs?id=a', {}], ['POST', 'bulk_docs', { Commands: [] }],
    ['GET', 'stats'], ['POST', 'queries', { Query: 'from A' }], ['GET', 'attachments?id=a&name=b'],
    ['POST', 'bulk_insert?id=1', '[]'], ['GET', 'hilo/next?tag=a'], ['GET', 'operations/next-operation-id'],
    ['GET', 'healthcheck'], ['GET', 'changes'],
  ]) {
    const answer = await send(method, path, { body, database: 'none%20such' });
    assert.equal(answer.status, 503, `${method} ${path}`);
    assert.equal(answer.headers.get('database-missing'), 'none%20such');
    if (method !== 'HEAD') assert.match(answer.json.Type, /DatabaseDoesNotExistException$/);
  }
});

test('sizes over the limit are refused and nothing is changed', async () => {
  const before = await reader.statistics();
  const long = 'x'.repeat(600);
  const large = 'x'.repeat(9 * 1024 * 1024);
  for (const [method, path, body] of [
    ['PUT', `docs?id=${long}`, {}],
    ['PUT', `attachments?id=employees/2&name=${long}`, 'x'],
    ['PUT', 'cmpxchg?key=large&index=0', { Object: large }],
    ['POST', 'bulk_docs', { Commands: [{ Type: 'PUT', Id: long, Document: {} }] }],
    ['GET', `docs?id=${'x'.repeat(200_000)}`],
  ]) {
    const answer = await send(method, path, { body });
    assert.ok(answer.status >= 400 && answer.status < 500, `${path.slice(0, 40)}: ${answer.status}`);
  }
  assert.deepEqual(await reader.statistics(), before);
  assert.equal(await reader.compareExchange('large'), null);
});
