// What a script sees: the JSON API with an access token of the demo.
import { expect } from '@playwright/test';
import type { Gateway } from './gateway.ts';

export class Api {
  private constructor(
    private readonly url: string,
    private readonly token: string,
    private readonly tenant: string | undefined,
  ) {}

  static operator(gateway: Gateway): Api {
    return new Api(gateway.url, gateway.demo.operator_token, undefined);
  }

  static provider(gateway: Gateway): Api {
    return new Api(gateway.url, gateway.demo.provider_token, gateway.demo.provider_tenant);
  }

  /** With somebody else's token, in a tenant of theirs. */
  static of(gateway: Gateway, token: string, tenant: string): Api {
    return new Api(gateway.url, token, tenant);
  }

  get<T>(path: string): Promise<T> {
    return this.send('GET', path);
  }

  post<T>(path: string, body: unknown = {}): Promise<T> {
    return this.send('POST', path, body);
  }

  /** Does something with a noun, based on the version it has now. */
  async act<T>(path: string, verb: string, body: unknown = {}): Promise<T> {
    const { version } = await this.get<Named>(path);
    return this.send('POST', `${path}/${verb}`, body, version);
  }

  put<T>(path: string, body: unknown, version?: number): Promise<T> {
    return this.send('PUT', path, body, version);
  }

  private async send<T>(method: string, path: string, body?: unknown, version?: number): Promise<T> {
    const headers = new Headers({ authorization: `Bearer ${this.token}` });
    if (this.tenant !== undefined) headers.set('x-tenant-slug', this.tenant);
    if (body !== undefined) headers.set('content-type', 'application/json');
    if (version !== undefined) headers.set('if-match', `"${version}"`);
    const answer = await fetch(this.url + path, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
    const text = await answer.text();
    expect(answer.ok, `${method} ${path}: ${answer.status} ${text}`).toBe(true);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}

/** A page of a list. */
export interface List<T> {
  items: T[];
}

/** What everything has. */
export interface Named {
  id: string;
  version: number;
}
