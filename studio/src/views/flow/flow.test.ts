import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { TaskOfDatabase } from '../../api/tasks';
import { flowOf, isSameServer } from './flow';
import { layOut } from './layout';

const HERE = 'http://127.0.0.1:8080';

function task(name: string, database: string, to: string | undefined): TaskOfDatabase {
  return {
    database,
    id: 1,
    type: to === undefined ? 'SqlEtl' : 'RavenEtl',
    name,
    isEnabled: true,
    connectionString: 'warehouse',
    destination: to === undefined ? 'PostgreSQL' : `${to} on ${HERE}`,
    documents: to === undefined ? undefined : { database: to, url: `${HERE}/` },
    processes: [],
  };
}

/** Who stands how far from the left. */
function placed(tasks: TaskOfDatabase[]) {
  const { stores, tasks: drawn } = layOut(flowOf(tasks, HERE), 1000);
  return {
    stores: stores.map(({ of, x }) => ({ name: of.name, x })),
    arrows: drawn.map(({ source, x, width, way }) => ({
      goesRight: [source, { x }, { x: x + width }, ...way].every(
        (point, i, all) => i === 0 || (all[i - 1]?.x ?? 0) < point.x,
      ),
    })),
  };
}

test('a destination that is a database of this server is that database', () => {
  const { stores, tasks } = flowOf(
    [task('a', 'shop', 'Reports'), task('b', 'reports', undefined)],
    HERE,
  );
  assert.equal(stores.size, 3);
  assert.equal(tasks[0]?.to, tasks[1]?.from);
});

test('what goes through one connection string of one database goes to one destination', () => {
  const { tasks } = flowOf(
    [task('a', 'shop', undefined), task('b', 'shop', undefined), task('c', 'other', undefined)],
    HERE,
  );
  assert.equal(tasks[0]?.to, tasks[1]?.to);
  assert.notEqual(tasks[0]?.to, tasks[2]?.to);
});

test('servers are the same if their addresses say so', () => {
  assert.ok(isSameServer('http://localhost:8080/', HERE));
  assert.ok(!isSameServer('http://127.0.0.1:8081', HERE));
  assert.ok(!isSameServer('https://127.0.0.1:8080', HERE));
  assert.ok(!isSameServer('nonsense', HERE));
});

test('everything flows from left to right, also along a chain', () => {
  const { stores, arrows } = placed([
    task('a', 'shop', 'stock'),
    task('b', 'stock', 'reports'),
    task('c', 'shop', 'reports'),
    task('d', 'reports', undefined),
  ]);
  assert.ok(arrows.every(({ goesRight }) => goesRight));
  assert.equal(stores.filter(({ name }) => name === 'reports').length, 1);
});

test('what flows in a circle leads to a database that is drawn again', () => {
  const { stores, arrows } = placed([
    task('there', 'shop', 'stock'),
    task('back', 'stock', 'shop'),
    task('self', 'shop', 'shop'),
  ]);
  assert.ok(arrows.every(({ goesRight }) => goesRight));
  assert.ok(stores.filter(({ name }) => name === 'shop').length > 1);
});

test('no two of a column overlap', () => {
  const tasks = Array.from({ length: 100 }, (_, i) =>
    task(`t${i}`, `source${i % 7}`, i % 3 === 0 ? undefined : `target${i % 5}`),
  );
  const { stores, tasks: drawn, height } = layOut(flowOf(tasks, HERE), 1000);
  const boxes = [...stores, ...drawn].sort((one, other) => one.x - other.x || one.y - other.y);
  boxes.forEach((box, i) => {
    const above = boxes[i - 1];
    if (above?.x === box.x) assert.ok(box.y - above.y >= 52, `${box.key} ${above.y} ${box.y}`);
    assert.ok(box.y >= 26 && box.y + 26 <= height);
  });
});
