// What a server must have after it was killed: kept in memory, and in a file outside of the database.
//
// It is made of facts: a key, such as `parts/1|attachment photo`, and a value, such as a digest. A
// write is a change of several of them that happens as a whole or not at all; null takes one away.
import assert from 'node:assert/strict';
import { closeSync, openSync, writeSync } from 'node:fs';

const kShownMax = 5;

export class Oracle {
  #facts = new Map();
  #underWay = new Map();  // From a number to the facts that a write changes.
  #file;
  #written = 0;
  acknowledged = 0;  // Commands, as all that follow.
  refused = 0;
  unanswered = 0;

  /** `file`: gets a line when a write begins, and one when it is answered; without one none is kept. */
  constructor(file) { this.#file = file && openSync(file, 'w'); }

  close() { if (this.#file) closeSync(this.#file); }

  /** A write of so many commands goes out. Returns its number. */
  begin({ changes, commands }) {
    const number = ++this.#written;
    this.#note({ number, changes });
    this.#underWay.set(number, { changes, commands });
    return number;
  }

  acknowledge(number) {
    const { changes, commands } = this.#end(number);
    this.#note({ number, answer: 'acknowledged' });
    this.#apply(changes);
    this.acknowledged += commands;
  }

  refuse(number) {
    this.refused += this.#end(number).commands;
    this.#note({ number, answer: 'refused' });
  }

  /**
   * Compares with the facts that the restarted server has: all that was acknowledged, nothing that
   * was refused, and of each write without an answer all or nothing.
   */
  settle(stored) {
    for (const [number, { changes, commands }] of this.#underWay) {
      const happened = Object.entries(changes).some(([key, value]) => this.valueOf(key) !== value
        && (stored.get(key) ?? null) !== this.valueOf(key));
      this.#note({ number, answer: 'none', happened });
      if (happened) this.#apply(changes);
      this.unanswered += commands;
    }
    this.#underWay.clear();
    assertSameFacts(stored, this.#facts);
  }

  has(key) { return this.#facts.has(key); }
  keys() { return [...this.#facts.keys()]; }
  valueOf(key) { return this.#facts.get(key) ?? null; }

  #end(number) {
    const write = this.#underWay.get(number);
    this.#underWay.delete(number);
    return write;
  }

  #apply(changes) {
    for (const [key, value] of Object.entries(changes)) {
      if (value === null) this.#facts.delete(key);
      else this.#facts.set(key, value);
    }
  }

  #note(line) { if (this.#file) writeSync(this.#file, `${JSON.stringify(line)}\n`); }
}

/** All of `stored`, and nothing else, is in `expected`. */
export function assertSameFacts(stored, expected) {
  const differing = [...new Set([...stored.keys(), ...expected.keys()])]
    .filter((key) => stored.get(key) !== expected.get(key))
    .map((key) => ({ key, stored: stored.get(key) ?? null, expected: expected.get(key) ?? null }));
  assert.deepEqual(differing.slice(0, kShownMax), [], `${differing.length} facts differ`);
}
