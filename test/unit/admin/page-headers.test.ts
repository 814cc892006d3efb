import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startAdmin } from './start-admin.ts';

describe('every answer of the admin listener', () => {
  it.each([
    ['GET', '/'],
    ['GET', '/api/v1/status'],
    ['GET', '/api/v1/alarms'],
    ['GET', '/api/v1/dead-letters'],
    ['GET', '/-/ready'],
    ['GET', '/metrics'],
    ['GET', '/nowhere'],
    ['POST', '/'],
    ['POST', '/-/reload'],
    ['OPTIONS', '/api/v1/status'],
  ])('lets a browser run, load and frame nothing (%s %s)', async (method, path) => {
    const { ask } = await startAdmin();
    const { headers } = await ask(path, { method, headers: { origin: 'https://evil.example' } });
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none';style-src 'sha256-[^']+';frame-ancestors 'none';base-uri 'none';form-action 'none'$/,
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    // A browser would then ask every port of this host with TLS only.
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('set-cookie')).toBeNull();
    const type = headers.get('content-type') ?? '';
    expect(type.startsWith('text/html')).toBe(method === 'GET' && path === '/' && type !== '');
  });
});

describe('the page of the admin listener', () => {
  it('has one style, which its policy allows by hash, and no script, form, image or foreign link', async () => {
    const { ask } = await startAdmin();
    const answer = await ask('/');
    const html = await answer.text();
    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(html) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(answer.headers.get('content-security-policy')).toContain(`style-src 'sha256-${hash}'`);
    expect(html.match(/<style/g)).toHaveLength(1);
    expect(html).not.toMatch(
      /<(?:script|form|img|iframe|object|embed|link|base)\b|\son\w+\s*=|style=|javascript:/i,
    );
    for (const [, target] of html.matchAll(/href="([^"]*)"/g)) expect(target).toMatch(/^\/[^/]/);
  });
});
