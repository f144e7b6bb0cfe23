import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type Place, addressOf, placeOf } from './places';

const there = (address: string) => placeOf(new URL(address, 'http://localhost'));

test('an address leads back to its place, whatever is in a name', () => {
  for (const name of ['orders/1-A', '..', 'a%2Fb', '100 %', '?#&=+', '<b>', 'ключ', '{id}']) {
    const places: Place[] = [
      { view: 'documents', database: 'shop', collection: name },
      { view: 'document', database: 'shop', id: name },
      { view: 'document', database: 'shop', id: name, part: 'timeSeries', series: name },
    ];
    for (const place of places) assert.deepEqual(there(addressOf(place)), place);
  }
});

test('the root shows the databases', () => {
  assert.deepEqual(there('/studio'), { view: 'databases' });
  assert.deepEqual(there('/studio/'), { view: 'databases' });
});

test('an address of nothing is no place', () => {
  assert.equal(there('/studio/nowhere'), undefined);
  assert.equal(there('/studio/databases/shop/documents/and/more'), undefined);
  assert.equal(there('/studio/databases/%E0%A4%A/documents'), undefined);
});
