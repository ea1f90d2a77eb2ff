// Measures a running demo; see .ci/bench. Usage: node bench.mjs DEMO.JSON PID-OF-THE-SERVER
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { brotliDecompressSync } from 'node:zlib';

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
  const all = new Set(links);
  for (const link of all) {
    const file = await fetchRaw(link);
    bytes += file.bytes;
    // A set walks what is added on the way: scripts name scripts.
    if (link.endsWith('.js')) for (const [, other] of file.text.matchAll(/from "\.\/([^"]+)"/g)) all.add(`/pkg/${other}`);
  }
  result('download of the first page (/login)', Math.ceil(bytes / 1000), 'kB', 400);
}

/** `fetch` would unpack the answer; this counts what came over the wire. */
function fetchRaw(path) {
  return new Promise((resolve, reject) => {
    get(`${demo.url}${path}`, { headers: { 'accept-encoding': 'br', accept: '*/*' } }, (answer) => {
      if (answer.statusCode !== 200) return reject(new Error(`${path}: ${answer.statusCode}`));
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => {
        const body = Buffer.concat(parts);
        const text = answer.headers['content-encoding'] === 'br' ? brotliDecompressSync(body) : body;
        resolve({ bytes: body.length, text: text.toString('latin1') });
      });
    }).on('error', reject);
  });
}

/** From the request until a client that listens has seen the agent's report: applied, by the real agent. */
async function publishes() {
  const path = `/v1/provider/product-publishes/${demo.publish_id}`;
  const changed = await listen(`${path}/events`);
  const times = [];
  let publish = await api('GET', path);
  for (let i = 0; i < PUBLISHES; i += 1) {
    const start = performance.now();
    publish = await api('POST', `${path}/publish`, { note: `bench ${i}` }, publish.version);
    const wanted = publish.current_revision;
    while (publish.serving_revision !== wanted || publish.status !== 'live') {
      if (publish.status === 'failed') throw new Error(`revision ${wanted}: ${publish.message}`);
      await changed();
      publish = await api('GET', path);
    }
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const at = (share) => Math.ceil(times[Math.min(times.length - 1, Math.floor(times.length * share))]);
  result(`publish to applied, p50 of ${PUBLISHES}`, at(0.5), 'ms');
  result(`publish to applied, p99 of ${PUBLISHES}`, at(0.99), 'ms', 250);
}

/** Follows an event stream; what it returns waits for the next event after the last one waited for. */
async function listen(path) {
  const answer = await request('GET', path);
  let heard = 0;
  let seen = 0;
  let wake = () => {};
  (async () => {
    for await (const part of answer.body) {
      if (!Buffer.from(part).includes('data:')) continue;
      heard += 1;
      wake();
    }
  })().catch(() => {});
  return async () => {
    if (heard === seen) await new Promise((resolve) => (wake = resolve));
    seen = heard;
  };
}

async function api(method, path, body, version) {
  return (await request(method, path, body, version)).json();
}

async function request(method, path, body, version) {
  const answer = await fetch(`${demo.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${demo.provider_token}`,
      'x-tenant-slug': demo.provider_tenant,
      ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}
