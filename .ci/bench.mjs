// Measures a running demo; see .ci/bench. Usage: node bench.mjs DEMO.JSON PID-OF-THE-SERVER
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

const [file, pid] = process.argv.slice(2);
const demo = JSON.parse(readFileSync(file, 'utf8'));
const PUBLISHES = 500;

let broken = 0;
await memory();
await download();
await publishes();
process.exit(broken === 0 ? 0 : 1);

function result(what, value, unit, limit) {
  const ok = limit === undefined || value < limit;
  if (!ok) broken += 1;
  const promise = limit === undefined ? '' : ok ? `(under ${limit} ${unit})` : `TOO MUCH: ${limit} ${unit} promised`;
  console.log(`${what.padEnd(42)} ${value} ${unit} ${promise}`.trimEnd());
}

/** What the server holds once the demo is live and nothing happens. */
async function memory() {
  await pause(5_000);
  const kib = Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
  result('memory of the idle server', Math.ceil(kib / 1024), 'MB', 80);
}

/** Everything a first visit loads, as it travels. */
async function download() {
  const page = await fetchRaw('/login');
  const links = [...page.text.matchAll(/(?:href|src)="(\/(?!\/)[^"]+\.(?:css|js|svg|wasm|woff2|png|ico))"/g)].map((m) => m[1]);
  let bytes = page.bytes;
  for (const link of new Set(links)) bytes += (await fetchRaw(link)).bytes;
  result('download of the first page', Math.ceil(bytes / 1000), 'kB', 400);
}

/** `fetch` would unpack the answer; this counts what came over the wire. */
function fetchRaw(path) {
  return new Promise((resolve, reject) => {
    get(`${demo.url}${path}`, { headers: { 'accept-encoding': 'br', accept: '*/*' } }, (answer) => {
      if (answer.statusCode !== 200) return reject(new Error(`${path}: ${answer.statusCode}`));
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', async () => {
        const body = Buffer.concat(parts);
        const { brotliDecompressSync } = await import('node:zlib');
        const text = answer.headers['content-encoding'] === 'br' ? brotliDecompressSync(body) : body;
        resolve({ bytes: body.length, text: text.toString('latin1') });
      });
    }).on('error', reject);
  });
}
