// The address of every page, read from where the app defines them: a new page is known here at once.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const app = join(import.meta.dirname, '../../app/src');
const route = /<(?<parent>Parent)?Route path=path!\("(?<path>[^"]*)"\)|<\/ParentRoute>/g;

/** Such as `/provider/:tenant/gateways/:gateway`, in the app's order. */
export function siteMap(): string[] {
  const pages: string[] = [];
  let portal = '';
  for (const { groups } of readFileSync(join(app, 'lib.rs'), 'utf8').matchAll(route)) {
    const path = groups?.path;
    if (groups?.parent !== undefined) portal = path ?? '';
    else if (path === undefined) portal = '';
    else pages.push(portal + (portal !== '' && path !== '' ? '/' : '') + path);
  }
  check(pages);
  return pages;
}

/** A route that is written in another way or place would be missed without a word. */
function check(pages: string[]): void {
  const sources = readdirSync(app, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.rs'));
  const text = sources.map((name) => readFileSync(join(app, name), 'utf8')).join('\n');
  const written = text.match(/<Route\s/g)?.length ?? 0;
  if (pages.length === 0 || pages.length !== written || new Set(pages).size !== pages.length) {
    throw new Error(`the app has ${written} routes, of which these can be read:\n${pages.join('\n')}`);
  }
}
