// One thread of Node doing what a script worker does, without a process border or limits:
// JSON.parse, call, JSON.stringify per document.
//
//   node node_baseline.mjs SCRIPT DOCUMENTS.jsonl     prints documents a second
import { readFileSync } from 'node:fs';

const [scriptFile, documentsFile] = process.argv.slice(2);
const texts = readFileSync(documentsFile, 'utf8').trimEnd().split('\n');

let objects = [];
const loaders = {
  loadToOrderLines: (object) => { objects.push(['OrderLines', object]); return object; },
  loadToOrders: (object) => { objects.push(['Orders', object]); return object; },
};
const script = new Function(...Object.keys(loaders), `'use strict'; return function () {${readFileSync(scriptFile, 'utf8')}\n};`)(
    ...Object.values(loaders));

function transformAll() {
  let characters = 0;
  for (const text of texts) {
    objects = [];
    script.call(JSON.parse(text));
    characters += JSON.stringify(objects).length;
  }
  return characters;
}

transformAll();  // So that the compiler is done with it.
const start = performance.now();
transformAll();
console.log(Math.round(texts.length / (performance.now() - start) * 1000));
