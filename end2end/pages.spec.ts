// How every page of the site map looks. A new page is looked at without a line here, unless its address has a
// place that nothing is known for: then its test fails and says so.
import { Api, type Named } from './support/api.ts';
import type { Gateway, Login } from './support/gateway.ts';
import { siteMap } from './support/site-map.ts';
import { expect, look, type Page, signIn, test } from './support/test.ts';

// Nothing is made here, so that pages can be looked at in any order and beside each other.
test.describe.configure({ mode: 'parallel' });

/** Addresses that have no page of their own. */
const leadOn: Record<string, RegExp> = {
  '/': /\/provider\/acme$/,
  '/provider': /\/provider\/acme$/,
  '/operator': /\/operator\/clusters$/,
};

/** What stands for a place whose name says too little; the demo's parts have these names. */
const known: Record<string, string[]> = {
  'listeners/:part': ['listeners/http'],
  'routes/:part': ['routes/api'],
  'backends/:part': ['backends/server'],
  'policies/:part': ['policies/browsers', 'policies/patience'],
  'new-policy/:kind': ['cors', 'rate_limit', 'retry', 'timeout', 'header_modifier', 'url_rewrite', 'redirect'].map(
    (kind) => `new-policy/${kind}`,
  ),
};

for (const pattern of siteMap().flatMap(variants)) {
  test(`the page ${pattern}`, { tag: '@js' }, async ({ page, gateway }) => {
    const login = visitor(pattern, gateway);
    if (login !== undefined) await signIn(page, login);
    const path = await address(pattern, gateway);
    await opens(page, path, leadOn[pattern]);
    if (pattern in leadOn) return;
    await look(page, pattern.slice(1).replaceAll(':', '').replaceAll('/', '.'), path);
  });
}

test('the page that is not there', { tag: '@js' }, async ({ page, browserConsole }) => {
  browserConsole.expect(/status of 404 /);
  await look(page, 'not-found', '/no/such/page');
});

/** The pattern with each of what is known for its last place. */
function variants(pattern: string): string[] {
  const end = pattern.split('/').slice(-2).join('/');
  return (known[end] ?? [end]).map((one) => pattern.slice(0, pattern.length - end.length) + one);
}

/** Who may see it; nobody has to sign in to sign in. */
function visitor(pattern: string, gateway: Gateway): Login | undefined {
  if (['/login', '/setup'].includes(pattern)) return undefined;
  return gateway.demo.logins[pattern.startsWith('/operator') ? 0 : 1];
}

/** The pattern with what the demo has made in its places. */
async function address(pattern: string, gateway: Gateway): Promise<string> {
  const { demo } = gateway;
  const publish = `/v1/provider/product-publishes/${demo.publish_id}`;
  const { spec } = await Api.provider(gateway).get<Named & { spec: Record<string, string & string[]> }>(publish);
  const places: Record<string, string | undefined> = {
    ':tenant': demo.provider_tenant,
    ':publish': demo.publish_id,
    ':cluster': demo.cluster_id,
    ':gateway': spec.gateway_id,
    ':product': spec.product_id,
    ':service': spec.api_services?.[0],
    ':plan': spec.plans?.[0],
  };
  return pattern.replaceAll(/:\w+/g, (place) => {
    const found = places[place];
    expect(found, `what stands for ${place} in ${pattern}`).toBeDefined();
    return found ?? '';
  });
}

/** A page is there, and it is this one. */
async function opens(page: Page, path: string, end = new RegExp(`${path}$`)): Promise<void> {
  const answer = await page.goto(path);
  expect(answer?.status()).toBe(200);
  await expect(page).toHaveURL(end);
}
