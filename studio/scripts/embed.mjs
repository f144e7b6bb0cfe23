// Makes the built page part of the server: embed.mjs PAGE OUTPUT
//
// Writes to the folder OUTPUT each file of the folder PAGE compressed, `embedded_bytes.S`, which
// takes those in, and `embedded_files.cc`, the definitions for src/studio/embedded_files.h.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

const COMPRESSED_BYTES_MAX = 1_000_000; // Of the whole page.

const CONTENT_TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const [page, output] = process.argv.slice(2);

/** The paths of all files below `folder`, relative to the page. */
function filesBelow(folder) {
  return readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name);
    return statSync(file).isDirectory() ? filesBelow(file) : [path.relative(page, file)];
  });
}

function embed(file, index) {
  const bytes = readFileSync(path.join(page, file));
  const contentType = CONTENT_TYPES[path.extname(file)];
  if (!contentType) throw new Error(`the server has no content type for ${file}`);
  const compressed = gzipSync(bytes, { level: 9 });
  const compressedPath = path.join(output, 'compressed', `${index}.gz`);
  writeFileSync(compressedPath, compressed);
  const etag = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  return {
    file,
    contentType,
    etag,
    compressedPath,
    size: compressed.length,
    symbol: `penstock_studio_${index}`,
  };
}

function assembly(files) {
  const bytes = files.map(
    ({ symbol, compressedPath }) =>
      `    .global ${symbol}\n${symbol}:\n    .incbin "${compressedPath}"\n` +
      `    .global ${symbol}_end\n${symbol}_end:\n`,
  );
  return `    .section .rodata\n${bytes.join('')}    .section .note.GNU-stack,"",%progbits\n`;
}

function definitions(files) {
  const symbols = files.map(
    ({ symbol }) => `extern const char ${symbol}[];\nextern const char ${symbol}_end[];\n`,
  );
  const entries = files.map(
    ({ file, contentType, etag, symbol }) =>
      `    {${JSON.stringify(file)}, ${JSON.stringify(contentType)}, ${JSON.stringify(`"${etag}"`)},\n` +
      `     {${symbol}, static_cast<std::size_t>(${symbol}_end - ${symbol})}},\n`,
  );
  return `#include "studio/embedded_files.h"

#include <cstddef>

extern "C" {
${symbols.join('')}}

namespace penstock::studio {

std::span<const EmbeddedFile> embedded_files() {
  static const EmbeddedFile kFiles[] = {
${entries.join('')}  };
  return kFiles;
}

}  // namespace penstock::studio
`;
}

mkdirSync(path.join(output, 'compressed'), { recursive: true });
const files = filesBelow(page).sort().map(embed);
const total = files.reduce((sum, { size }) => sum + size, 0);
if (total > COMPRESSED_BYTES_MAX) {
  throw new Error(
    `the page takes ${total} bytes compressed; more than ${COMPRESSED_BYTES_MAX} is too much`,
  );
}
writeFileSync(path.join(output, 'embedded_bytes.S'), assembly(files));
writeFileSync(path.join(output, 'embedded_files.cc'), definitions(files));
