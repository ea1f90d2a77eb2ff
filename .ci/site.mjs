// The last step of .ci/browser: names files by content and puts compressed copies beside them.
// Usage: node site.mjs FOLDER release|quick

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const [site, mode] = process.argv.slice(2);
const pkg = join(site, 'pkg');

// The files of the program name each other: all carry the hash of all. The stylesheet carries its own.
if (existsSync(join(pkg, 'snippets'))) throw new Error('a crate brings JavaScript of its own: name it by its content too');
const program = readdirSync(pkg).filter((name) => /\.(js|wasm)$/.test(name)).sort();
const hash = digest(program);
const named = (name) => name.replace('_bg.', '.').replace(/(?=\.\w+$)/, `.${hash}`);
for (const name of program) {
  if (!name.endsWith('.js')) continue;
  const file = join(pkg, name);
  const text = readFileSync(file, 'utf8');
  // Of what the program itself says, only addresses of files; the names of its imports stay.
  const rewritten = text.replace(/(from |new URL\()"\.\/([\w-]+\.\w+)"/g, (_, before, other) => `${before}"./${named(other)}"`);
  if (rewritten === text) throw new Error(`${name} names no other file: is it written in another way now?`);
  writeFileSync(file, rewritten);
}
const split = readFileSync(join(pkg, '__wasm_split.js'), 'utf8');
for (const name of program) renameSync(join(pkg, name), join(pkg, named(name)));
const css = digest(['imp-gateway.css']);
renameSync(join(pkg, 'imp-gateway.css'), join(pkg, `imp-gateway.${css}.css`));
writeFileSync(join(pkg, `__wasm_split_manifest.${hash}.json`), JSON.stringify(parts(split)));
const hashes = { js: hash, wasm: hash, css, split: hash, manifest: hash };
writeFileSync(join(site, 'hash.txt'), Object.entries(hashes).map(([kind, of]) => `${kind}: ${of}\n`).join(''));

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

function digest(names) {
  const all = createHash('sha256');
  for (const name of names) all.update(`${name}\n`).update(readFileSync(join(pkg, name)));
  return all.digest('hex').slice(0, 16);
}

/** Which files each part is made of, so that a page can name them before its program asks: `{ part: [file…] }`. */
function parts(js) {
  const shared = new Map();
  for (const [, chunk, file] of js.matchAll(/const (__chunk_\d+) = makeLoad\([^"]*"\.\/([^"]+)\.wasm"/g)) shared.set(chunk, file);
  const all = {};
  for (const [, part, file, chunks] of js.matchAll(
    /export const __wasm_split_load_(\w+) = wrapAsyncCb\(makeLoad\([^"]*"\.\/([^"]+)\.wasm"[^[]*\[([^\]]*)\]/g,
  )) {
    all[part] = [...chunks.split(', ').filter(Boolean).map((chunk) => shared.get(chunk)), file];
  }
  const wanted = js.match(/__wasm_split_load_/g)?.length ?? 0;
  if (wanted === 0 || Object.keys(all).length !== wanted || Object.values(all).flat().includes(undefined)) {
    throw new Error(`__wasm_split.js is written in a way that is not understood here:\n${js}`);
  }
  return all;
}

function kb(bytes) {
  return `${Math.ceil(bytes / 1000)} kB`;
}
