import assert from 'node:assert/strict';
import { test } from 'node:test';

import { tableOf } from './scriptTests';

test('the rows of a table are those of its inserts', () => {
  const table = tableOf('Orders', [
    { text: 'DELETE FROM "Orders" WHERE "Id" IN (@p0)', parameters: [{ name: '@p0', value: '1' }] },
    {
      text: 'INSERT INTO "Orders" ("Id", "To, tal") VALUES (@p0, @p1)',
      parameters: [
        { name: '@p0', value: "'orders/1'" },
        { name: '@p1', value: '5' },
      ],
    },
  ]);
  assert.deepEqual(table.columns, ['Id', 'To, tal']);
  assert.deepEqual(table.rows, [["'orders/1'", '5']]);
});
