import { isIP, isIPv4 } from 'node:net';

/** Tells whether a connection comes from this machine. Headers such as X-Forwarded-For prove nothing. */
export function isLoopbackPeer(remoteAddress: string | undefined): boolean {
  const address = remoteAddress?.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '') ?? '';
  return address === '::1' || (isIPv4(address) && address.startsWith('127.'));
}

/**
 * Tells whether a Host header is `localhost` or an IP address. In a DNS rebinding attack a browser on this machine connects
 * from loopback too, but its Host header has the name of the attacking page.
 */
export function isLocalHost(host: string | undefined): boolean {
  const name = host?.replace(/:\d+$/, '').toLowerCase() ?? '';
  const bare = name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
  return bare === 'localhost' || isIP(bare) !== 0;
}

/** Tells whether a browser sent this request for the page of another site. */
export function isCrossSite(headers: Readonly<Record<string, string | string[] | undefined>>): boolean {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  return origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`;
}
