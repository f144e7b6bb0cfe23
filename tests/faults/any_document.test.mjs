// Documents of any shape (deep, with odd names, extreme numbers, every kind of text), as text into the
// server, through a script into rows, and read back by the product's own client: compared with what
// Node makes of the same text. From a seed:
//   SEED=7 DOCUMENTS=1000 node --test tests/faults/any_document.test.mjs     (PENSTOCK=path of the binary)
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createDatabase, defineTask, documentErrors } from '../support/js/etl.mjs';
import { PenstockServer, caughtUp, seededRandom } from '../support/js/penstock.mjs';
import { sqlProducts } from '../support/js/sql_products.mjs';

const kSeed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));
const kDocuments = Number(process.env.DOCUMENTS ?? 200);
const kDepthMax = 40;

const kNames = ['', ' ', 'a b', '"', '\\', '/', 'é', '日本', '😀', '\u0001', '\u2028', '__proto__', 'constructor', 'toString',
                'length', 'hasOwnProperty', 'null', '0', '10', '2', '-1', 'a.b', 'a[0]', '$', '@type', '@metadata', 'x'.repeat(300)];
const kTexts = ['', ' ', 'NULL', 'null', "it's", '"', '\\', '\\N', '\t', '\n', '\r\n', '\b\f', '\u007f', '\u0080', 'é', 'e\u0301', '\ufeff', '\ufffe',
                '\u2028\u2029', '日本語', '😀', '\u{10ffff}', '12', '1e3', 'true', '{}', '[1]', '2024-01-01T00:00:00.0000000Z', '\u0001',
                '?', '$1', '%s', '--', ';', '/*', 'y'.repeat(9000), '😀'.repeat(3000)];
const kNumbers = ['0', '-0', '1', '-1', '1.50', '0.1', '1e3', '1E-7', '123456789012345678', '9007199254740993', '9223372036854775808',
                  '12345678901234567890123456789012345678901234567890', '0.1234567890123456789', '1e300', '-1e-300', '1.7976931348623157e308',
                  '5e-324', '100000000000000000000000', '3.0000000000000000000'];
/** What a column of doubles takes in every product. */
const kDoubles = kNumbers.filter((number) => !/e-324|e308/.test(number));

/** Makes JSON as text, so that numbers are what they are. */
class Maker {
  constructor(random) { this.random = random; }

  below(count) { return Math.floor(this.random() * count); }
  oneOf(list) { return list[this.below(list.length)]; }

  text() { return Array.from({ length: 1 + this.below(3) }, () => this.oneOf(kTexts)).join(this.oneOf(['', ' ', '\u00a0'])); }
  name() { return this.random() < 0.5 ? this.oneOf(kNames) : Array.from(this.text()).slice(0, 20).join(''); }

  /** Some characters as escapes, in either case. */
  quoted(text) {
    const json = JSON.stringify(text);
    if (this.random() < 0.7) return json;
    const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
    return json.replace(/[^\x00-\x7f]|[a-z](?=[a-z])/gu,
                        (character, at) => (json[at - 1] === '\\' ? character : character.split('').map(escaped).join('')));
  }

  value(depth) {
    const kind = this.random();
    if (depth > 0 && kind < 0.3) return this.object(depth - 1);
    if (depth > 0 && kind < 0.5) return `[${Array.from({ length: this.below(5) }, () => this.value(depth - 1)).join(this.oneOf([',', ' ,\n']))}]`;
    if (kind < 0.7) return this.quoted(this.text());
    if (kind < 0.85) return this.oneOf(kNumbers);
    return this.oneOf(['true', 'false', 'null', '{}', '[]']);
  }

  object(depth) {
    const names = new Set(Array.from({ length: this.below(6) }, () => this.name()));
    return `{${[...names].map((name) => `${this.quoted(name)}:${this.value(depth)}`).join(',')}}`;
  }

  nested() {
    const depth = this.random() < 0.1 ? kDepthMax : this.below(5);
    const inside = this.object(this.below(4));
    return '{"in":'.repeat(depth) + inside + '}'.repeat(depth);
  }

  document() {
    return { text: this.quoted(this.text()), number: this.random() < 0.1 ? 'null' : this.oneOf(kDoubles),
             nested: this.nested(), list: `[${this.value(2)},${this.value(2)}]`, key: this.quoted(this.oneOf(kNames)) };
  }
}

const textOf = (document) => `{${Object.entries(document).map(([name, json]) => `"${name}":${json}`).join(',')},"@metadata":{"@collection":"Things"}}`;

const kScript = `
  loadToThings({ Text: this.text, Nested: this.nested, List: this.list, Own: Object.hasOwn(this.nested, this.key) ? JSON.stringify(this.nested[this.key]) : 'nothing',
                 Said: JSON.stringify(this.nested), Number: this.number });`;

/** "-120.5" and "-1.205e2" are one number. */
function normal(number) {
  const [, sign, whole, fraction = '', exponent = '0'] = number.match(/^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/);
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}

/** The same for the same JSON, its numbers by their exact values. */
const exact = (json) => JSON.stringify(JSON.parse(json.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g,
  (token) => (token.startsWith('"') ? token : `"#${normal(token)}"`))));
/** The same with its numbers as JavaScript has them. */
const asDoubles = (json) => JSON.stringify(JSON.parse(json));

/** A zero has no sign, since JavaScript writes none. */
const unsigned = (number) => (number === 0 ? 0 : number);

/** What the script loads of a document. */
function expected({ text, number, nested, list, key }) {
  const [read, name] = [JSON.parse(nested), JSON.parse(key)];
  const own = Object.hasOwn(read, name) ? JSON.stringify(read[name]) : 'nothing';
  return { text: JSON.parse(text), nested: exact(nested), list: exact(list), own, said: asDoubles(nested), number: unsigned(JSON.parse(number)) };
}

/** Per product: a text of any bytes as hexadecimal, a double as exact digits. */
const kReads = {
  SQLite: { hex: (column) => `hex(${column})`, digits: (column) => `quote(${column})` },
  MariaDB: { hex: (column) => `hex(${column})`, digits: (column) => column, text: 'longtext CHARACTER SET utf8mb4', id: 'varchar(200)' },
  PostgreSQL: { hex: (column) => `encode(convert_to(${column}, 'UTF8'), 'hex')`, digits: (column) => column },
};
kReads['PostgreSQL over ODBC'] = kReads.PostgreSQL;

const fromHex = (hex) => Buffer.from(hex, 'hex').toString('utf8');

function readRows(target, { hex, digits }) {
  const texts = ['Id', 'Text', 'Nested', 'List', 'Own', 'Said'];
  return new Map(target.rows(`SELECT ${texts.map(hex).join()}, ${digits('Number')} FROM Things`).map((row) => {
    const [id, text, nested, list, own, said] = row.slice(0, -1).map(fromHex);
    const number = row.at(-1) === 'NULL' ? null : unsigned(Number(row.at(-1)));
    return [id, { text, nested: exact(nested), list: exact(list), own: own === 'nothing' ? own : asDoubles(own), said: asDoubles(said), number }];
  }));
}

async function store(server, documents) {
  const commands = documents.map((document, i) => `{"Id":"things/${i}","ChangeVector":null,"Type":"PUT","Document":${textOf(document)}}`);
  const response = await fetch(`${server.url}/databases/source/bulk_docs`, { method: 'POST', body: `{"Commands":[${commands}]}` });
  assert.equal(response.status, 201, await response.text());
}

let dataDir;
let server;
const products = sqlProducts(() => dataDir);

before(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'penstock-any-document-'));
  server = await PenstockServer.start(process.env.PENSTOCK, dataDir);
  await createDatabase(server, 'source');
  await Promise.all(products.map((product) => product.start()));
});

after(async () => {
  await server?.kill();
  await Promise.all(products.map((product) => product.stop()));
  rmSync(dataDir, { recursive: true, force: true });
});

test('documents of any shape arrive as rows that say the same', { timeout: 180_000 }, async (t) => {
  t.diagnostic(`seed ${kSeed}, ${kDocuments} documents`);
  const maker = new Maker(seededRandom(kSeed));
  const documents = Array.from({ length: kDocuments }, () => maker.document());
  await store(server, documents);
  for (const product of products) {
    await t.test(product.name, { skip: product.missing }, async () => {
      const reads = kReads[product.name];
      const { text = 'text', id = text } = reads;
      const target = product.target();
      target.sql(`CREATE TABLE Things (Id ${id} PRIMARY KEY, Text ${text}, Nested ${text}, List ${text}, Own ${text}, Said ${text},
                                       Number double precision)`);
      await defineTask(server, 'source', product.name, { FactoryName: target.factory, ConnectionString: target.connectionString },
                       { Transforms: [{ Name: 'Things', Collections: ['Things'], Script: kScript }],
                         SqlTables: [{ TableName: 'Things', DocumentIdColumn: 'Id' }] });
      await caughtUp(server, 'source');

      const errors = await documentErrors(server, 'source', product.name, 'Things');
      assert.deepEqual(errors.slice(0, 3), []);
      const rows = readRows(target, reads);
      assert.equal(rows.size, kDocuments);
      for (const [i, document] of documents.entries()) {
        assert.deepEqual(rows.get(`things/${i}`), expected(document), `of things/${i}: ${textOf(document).slice(0, 2000)}`);
      }
    });
  }
});
