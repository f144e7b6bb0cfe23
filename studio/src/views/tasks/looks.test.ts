import assert from 'node:assert/strict';
import { test } from 'node:test';

import { lagLevels, rateLevels, rateOf } from './looks';

const look = (at: number, delivered: number) => ({ at: at * 1000, delivered, behind: 0 });

test('a rate is what was delivered by the time that it took', () => {
  assert.equal(rateOf([look(0, 10), look(2, 30)]), 10);
  assert.equal(rateOf([look(0, 10), look(1, 40), look(4, 50)]), 10);
  assert.equal(rateOf([look(0, 10), look(2, 10)]), 0);
});

test('nobody knows the rate of a single look', () => {
  assert.equal(rateOf([]), undefined);
  assert.equal(rateOf([look(0, 10)]), undefined);
});

test('what was started anew counts from nothing', () => {
  assert.equal(rateOf([look(0, 1000), look(1, 1010), look(2, 30)]), 20);
});

test('between two looks nothing is made up: it is level', () => {
  assert.deepEqual(rateLevels([look(0, 10), look(2, 30), look(3, 30)]), [
    { from: 0, to: 2000, value: 10 },
    { from: 2000, to: 3000, value: 0 },
  ]);
  assert.deepEqual(lagLevels([{ ...look(0, 1), behind: 7 }, look(2, 8)]), [
    { from: 0, to: 2000, value: 7 },
  ]);
  assert.deepEqual(rateLevels([look(0, 10)]), []);
});
