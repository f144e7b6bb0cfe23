// The sample data of a shop, queried through the client and, beside it, filtered in JavaScript.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { northwindFile, northwindMissing as skip } from '../support/js/northwind.mjs';
import { withServer } from './support.mjs';

const documents = skip ? [] : readFileSync(northwindFile, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const of = (collection) => documents.filter((d) => d['@metadata']['@collection'] === collection);
const idsOf = (found) => found.map((d) => d['@metadata']['@id']);

let store;
const context = withServer(async () => {
  store = await context.create('northwind');
  const commands = documents.map((document) => ({
    Type: 'PUT', Id: document['@metadata']['@id'], Document: document,
  }));
  await context.server.call('POST', '/databases/northwind/bulk_docs', { Commands: commands });
});

async function ask(text, parameters = {}) {
  const query = store.openSession().advanced.rawQuery(text);
  for (const [name, value] of Object.entries(parameters)) query.addParameter(name, value);
  let statistics;
  const results = await query.statistics((s) => { statistics = s; }).noTracking().all();
  return { results, ids: idsOf(results), total: statistics.totalResults };
}

const text = (value) => String(value).toLowerCase();
const compareText = (a, b) => (Buffer.compare(Buffer.from(text(a)), Buffer.from(text(b))));

const cases = [
  ['from Orders', {}, of('Orders')],
  ["from Orders where ShipTo.Country = 'uk'", {}, of('Orders').filter((o) => text(o.ShipTo.Country) === 'uk')],
  ['from Orders where Freight between $low and $high', { low: 50, high: 60.5 },
   of('Orders').filter((o) => o.Freight >= 50 && o.Freight <= 60.5)],
  ['from Orders where Lines[].Product in ($products)', { products: ['products/11-A', 'products/42-A'] },
   of('Orders').filter((o) => o.Lines.some((l) => ['products/11-A', 'products/42-A'].includes(l.Product)))],
  ['from Orders where Lines.Discount > 0.2 and not (Employee = $employee)', { employee: 'employees/4-A' },
   of('Orders').filter((o) => o.Lines.some((l) => l.Discount > 0.2) && o.Employee !== 'employees/4-A')],
  ["from Orders where OrderedAt >= '1998-01' and OrderedAt < '1998-02' or Freight > 800", {},
   of('Orders').filter((o) => (o.OrderedAt >= '1998-01' && o.OrderedAt < '1998-02') || o.Freight > 800)],
  ["from Companies where startsWith(Name, 'a') or endsWith(Contact.Name, 'son')", {},
   of('Companies').filter((c) => text(c.Name).startsWith('a') || text(c.Contact.Name).endsWith('son'))],
  ['from Companies where Address.Region = null', {}, of('Companies').filter((c) => c.Address.Region === null)],
  ['from Products where Discontinued = true order by PricePerUnit as double desc', {},
   of('Products').filter((p) => p.Discontinued).sort((a, b) => b.PricePerUnit - a.PricePerUnit)],
  ['from Companies order by Address.Country, Name limit 20, 30', {},
   of('Companies').sort((a, b) => compareText(a.Address.Country, b.Address.Country) || compareText(a.Name, b.Name))
     .slice(20, 50), of('Companies').length],
  ["from @all_docs where startsWith(id(), 'orders/83')", {}, null],
];

for (const [query, parameters, expected, total] of cases) {
  test(query, { skip }, async () => {
    const answer = await ask(query, parameters);
    if (expected === null) {
      const wanted = idsOf(documents).filter((id) => id.startsWith('orders/83')).sort();
      assert.deepEqual(answer.ids, wanted);
      return;
    }
    assert.ok(expected.length > 0, 'the case finds something');
    assert.deepEqual(answer.ids, idsOf(expected));
    assert.equal(answer.total, total ?? expected.length);
  });
}
