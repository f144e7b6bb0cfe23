import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formatNumber, numberTicks, timeTicks } from './scale';

const HOUR = 3_600_000;

test('ticks are round and enclose what is shown', () => {
  assert.deepEqual(numberTicks(0, 10), [0, 2.5, 5, 7.5, 10]);
  assert.deepEqual(numberTicks(61, 99), [60, 70, 80, 90, 100]);
  assert.deepEqual(numberTicks(-0.1, 0.3), [-0.1, 0, 0.1, 0.2, 0.3]);
  assert.deepEqual(numberTicks(1e9, 1.2e9), [1e9, 1.05e9, 1.1e9, 1.15e9, 1.2e9]);
});

test('a single value is in the middle', () => {
  assert.deepEqual(numberTicks(0, 0), [-1, -0.5, 0, 0.5, 1]);
  const ticks = numberTicks(72, 72);
  assert.ok((ticks[0] ?? NaN) < 72 && (ticks.at(-1) ?? NaN) > 72);
});

test('moments are round where one is', () => {
  assert.deepEqual(timeTicks(0.5 * HOUR, 5 * HOUR, 0), [
    HOUR,
    2 * HOUR,
    3 * HOUR,
    4 * HOUR,
    5 * HOUR,
  ]);
  const days = timeTicks(0, 4 * 24 * HOUR, 2 * HOUR);
  assert.deepEqual(days.slice(0, 2), [22 * HOUR, 46 * HOUR]);
});

test('axes of many years have few ticks', () => {
  assert.ok(timeTicks(0, 9_000 * 365 * 24 * HOUR, 0).length <= 7);
});

test('large numbers are short', () => {
  assert.equal(formatNumber(72.5), '72.5');
  assert.equal(formatNumber(12_000), '12,000');
  assert.equal(formatNumber(1_250_000), '1.25M');
});
