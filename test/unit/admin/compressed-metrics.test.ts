import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { request } from 'undici';
import { describe, expect, it } from 'vitest';
import { firing } from './agent-parts.ts';
import { startAdmin } from './start-admin.ts';

const NOTHING = (bytes: Buffer) => bytes;

/** One scrape, with its bytes as they come: fetch would decompress them. */
async function scrape(
  url: string,
  encoding: string | undefined,
  { method = 'GET', path = '/metrics' }: { readonly method?: 'GET' | 'HEAD'; readonly path?: string } = {},
) {
  const headers = encoding === undefined ? {} : { 'accept-encoding': encoding };
  const answer = await request(`${url}${path}`, { method, headers });
  const bytes = Buffer.from(await answer.body.arrayBuffer());
  return { ...answer, bytes };
}

describe('the metrics', () => {
  it.each([
    ['gzip', 'gzip', gunzipSync],
    ['br', 'br', brotliDecompressSync],
    ['deflate', 'deflate', inflateSync],
    ['GZIP;q=0.5', 'gzip', gunzipSync],
    ['gzip, identity;q=0', 'gzip', gunzipSync],
    ['zstd, gzip', 'gzip', gunzipSync],
    ['*', 'br', brotliDecompressSync],
    [undefined, undefined, NOTHING],
    ['', undefined, NOTHING],
    ['identity', undefined, NOTHING],
    ['zstd', undefined, NOTHING],
    ['gzip;q=0', undefined, NOTHING],
    ['*;q=0', undefined, NOTHING],
    ['gzip;q=zero,,;;=', undefined, NOTHING],
  ])('asked for with Accept-Encoding %s come as %s, and whole', async (asked, encoding, unpack) => {
    const { url } = await startAdmin();
    const { statusCode, headers, bytes } = await scrape(url, asked);
    const text = unpack(bytes).toString();
    expect([statusCode, headers['content-encoding'], headers.vary]).toEqual([
      200,
      encoding,
      'Accept-Encoding',
    ]);
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(text).toMatch(/^# HELP coc_alarm_agent_[\s\S]+nodejs_[\s\S]+\n$/);
    expect(text).toContain('coc_alarm_agent_build_info{version="1.2.3"');
    if (encoding) expect(bytes.byteLength).toBeLessThan(text.length / 4);
    else expect(headers['content-length']).toBe(`${bytes.byteLength}`);
  });

  it.each(['gzip', undefined])('asked for by HEAD with %s have only a head', async (encoding) => {
    const { url } = await startAdmin();
    const { statusCode, headers, bytes } = await scrape(url, encoding, { method: 'HEAD' });
    expect([statusCode, bytes.byteLength, headers.vary]).toEqual([200, 0, 'Accept-Encoding']);
    expect(headers['content-encoding']).toBeUndefined();
  });

  it('are the only answer that is compressed', async () => {
    const { url, send } = await startAdmin();
    await send(...Array.from({ length: 20 }, (_, i) => firing(`DiskFull${i}`)));
    for (const path of ['/', '/api/v1/alarms', '/api/v1/status', '/nowhere']) {
      const { headers } = await scrape(url, 'gzip', { path });
      expect([path, headers['content-encoding']]).toEqual([path, undefined]);
    }
  });
});
