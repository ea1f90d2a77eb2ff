// The last step of .ci/browser: names files by content and puts compressed copies beside them.
// Usage: node site.mjs FOLDER release|quick

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const [site, mode] = process.argv.slice(2);
const pkg = join(site, 'pkg');

const hashes = { js: 'imp-gateway.js', wasm: 'imp-gateway_bg.wasm', css: 'imp-gateway.css' };
const lines = Object.entries(hashes).map(([kind, name]) => {
  const file = join(pkg, name);
  const hash = createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);
  renameSync(file, join(pkg, `imp-gateway.${hash}.${kind}`));
  return `${kind}: ${hash}\n`;
});
writeFileSync(join(site, 'hash.txt'), lines.join(''));

const worthIt = /\.(js|wasm|css|svg|txt|html|json|webmanifest)$/;
const quality = mode === 'release' ? constants.BROTLI_MAX_QUALITY : 4;
let total = 0;
for (const entry of readdirSync(site, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !worthIt.test(entry.name) || entry.name === 'hash.txt') continue;
  const file = join(entry.parentPath ?? entry.path, entry.name);
  const bytes = readFileSync(file);
  const br = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } });
  writeFileSync(`${file}.br`, br);
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  if (/\.(js|wasm|css)$/.test(entry.name)) {
    total += br.length;
    console.error(`   ${entry.name}: ${kb(bytes.length)}, ${kb(br.length)} compressed`);
  }
}
console.error(`   together ${kb(total)} compressed`);

function kb(bytes) {
  return `${Math.ceil(bytes / 1000)} kB`;
}
