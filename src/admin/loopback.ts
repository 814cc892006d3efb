import { isIP, isIPv4 } from 'node:net';

/** Whether the other end of a connection is on this machine. What headers say of it, such as X-Forwarded-For, is no proof. */
export function isLoopbackPeer(remoteAddress: string | undefined): boolean {
  const address = remoteAddress?.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '') ?? '';
  return address === '::1' || (isIPv4(address) && address.startsWith('127.'));
}

/**
 * Whether a request asks for this machine by a name that only this machine answers to. A browser that was lured here
 * (DNS rebinding) comes from loopback too, but asks for the name of the page that lured it.
 */
export function isLocalHost(host: string | undefined): boolean {
  const name = host?.replace(/:\d+$/, '').toLowerCase() ?? '';
  const bare = name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
  return bare === 'localhost' || isIP(bare) !== 0;
}

/** Whether a browser sent this request for another site's page. */
export function isCrossSite(headers: Readonly<Record<string, string | string[] | undefined>>): boolean {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  return origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`;
}
